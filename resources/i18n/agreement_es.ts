<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Settle disagreements</source>
        <translation>Resolver desacuerdos</translation>
    </message>
    <message>
        <source>Only my labels</source>
        <translation>Solo mis etiquetas</translation>
    </message>
    <message>
        <source>Agreement between people…</source>
        <translation>Acuerdo entre personas…</translation>
    </message>
    <message>
        <source>Bring in other people&apos;s labels…</source>
        <translation>Reunir etiquetas de otras personas…</translation>
    </message>
    <message>
        <source>Work without its picture…</source>
        <translation>Trabajo sin su imagen…</translation>
    </message>
</context>
<context>
    <name>Agreement</name>
    <message>
        <source>The other person&apos;s folder of the same pictures, or of labels-….jsonl files</source>
        <translation>La carpeta de la otra persona con las mismas imágenes, o con archivos labels-….jsonl</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} a {high}</translation>
    </message>
    <message>
        <source>No sample has a class from two people, so nothing can be compared.</source>
        <translation>Ninguna muestra tiene clase de dos personas; no hay nada que comparar.</translation>
    </message>
    <message>
        <source>Only one class was given, so agreement cannot be told from chance.</source>
        <translation>Solo se usó una clase; el acuerdo no se puede distinguir del azar.</translation>
    </message>
    <message>
        <source>No disagreement was seen, so there is no interval.</source>
        <translation>No se vio ningún desacuerdo; por eso no hay intervalo.</translation>
    </message>
    <message>
        <source>Too few samples for an interval.</source>
        <translation>Hay muy pocas muestras para dar un intervalo.</translation>
    </message>
</context>
<context>
    <name>AgreementBox</name>
    <message>
        <source>Agreement</source>
        <translation>Acuerdo</translation>
    </message>
    <message>
        <source>I am</source>
        <translation>Yo soy</translation>
    </message>
    <message>
        <source>Name of who labels</source>
        <translation>Nombre de quien etiqueta</translation>
    </message>
    <message>
        <source>Each person has labels of their own; type a name or choose one</source>
        <translation>Cada persona tiene sus propias etiquetas; escriba un nombre o elija uno</translation>
    </message>
    <message>
        <source>Only my labels</source>
        <translation>Solo mis etiquetas</translation>
    </message>
    <message>
        <source>Hides what others said, so that two people judge independently</source>
        <translation>Oculta lo que dijeron los demás, para que cada quien juzgue por su cuenta</translation>
    </message>
    <message>
        <source>Table…</source>
        <translation>Tabla…</translation>
    </message>
    <message>
        <source>Bring in…</source>
        <translation>Reunir…</translation>
    </message>
    <message>
        <source>Stop settling</source>
        <translation>Dejar de resolver</translation>
    </message>
    <message>
        <source>See disagreements ({n})</source>
        <translation>Ver desacuerdos ({n})</translation>
    </message>
    <message>
        <source>What others said is hidden, so that you judge on your own.</source>
        <translation>Lo que dijeron los demás está oculto, para que usted juzgue por su cuenta.</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Comparando…</translation>
    </message>
    <message>
        <source>There are no pictures to label here.</source>
        <translation>Aquí no hay imágenes que etiquetar.</translation>
    </message>
    <message>
        <source>Nobody has labelled here yet. Give classes with the keys 1-9, or use “Bring in…” to take in the labels of another person.</source>
        <translation>Aquí nadie ha etiquetado todavía. Ponga clases con las teclas 1-9, o incorpore con «Reunir…» las etiquetas de otra persona.</translation>
    </message>
    <message>
        <source>Only one person has labelled here. “Bring in…” takes in the labels of another.</source>
        <translation>Aquí solo ha etiquetado una persona. «Reunir…» incorpora las etiquetas de otra.</translation>
    </message>
    <message>
        <source>Only {name} has labelled here. Label too, or use “Bring in…” to take in the labels of another person.</source>
        <translation>Aquí solo ha etiquetado {name}. Etiquete también usted, o incorpore con «Reunir…» las etiquetas de otra persona.</translation>
    </message>
    <message>
        <source>No label of {names} counts here now.</source>
        <translation>De {names} no cuenta aquí ninguna etiqueta por ahora.</translation>
    </message>
    <message>
        <source>{n} people.</source>
        <translation>{n} personas.</translation>
    </message>
    <message>
        <source>Kappa {kappa} over {n} samples labelled by two or more</source>
        <translation>Kappa {kappa} en {n} muestras etiquetadas por dos o más</translation>
    </message>
</context>
<context>
    <name>AgreementTable</name>
    <message>
        <source>Agreement between people</source>
        <translation>Acuerdo entre personas</translation>
    </message>
    <message>
        <source>Kappa: agreement beyond chance, 1 at most, 0 by chance alone; with its 95 % interval. A pair or series of pictures counts once; “unsure” takes no side.</source>
        <translation>Kappa: acuerdo más allá del azar, 1 como máximo, 0 si es puro azar; con su intervalo del 95 %. Una pareja o serie de imágenes cuenta una vez; «dudosa» no toma partido.</translation>
    </message>
    <message>
        <source>Save CSV…</source>
        <translation>Guardar CSV…</translation>
    </message>
    <message>
        <source>See disagreements</source>
        <translation>Ver desacuerdos</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Comparando…</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Persona</translation>
    </message>
    <message>
        <source>Labelled</source>
        <translation>Etiquetadas</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>Dudosas</translation>
    </message>
    <message>
        <source>As suggested</source>
        <translation>Como sugirió el modelo</translation>
    </message>
    <message>
        <source>Two people</source>
        <translation>Dos personas</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Muestras</translation>
    </message>
    <message>
        <source>Alike</source>
        <translation>Iguales</translation>
    </message>
    <message>
        <source>Cohen&apos;s kappa</source>
        <translation>Kappa de Cohen</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>Intervalo del 95 %</translation>
    </message>
    <message>
        <source>Nobody has labelled here yet. In Label, give classes with the keys 1-9; “Bring in…” takes in the labels of another person.</source>
        <translation>Aquí nadie ha etiquetado todavía. En Etiquetar, ponga clases con las teclas 1-9; «Reunir…» incorpora las etiquetas de otra persona.</translation>
    </message>
    <message>
        <source>Only one person has labelled here. “Bring in…” in Label takes in the labels of another; or copy their files labels-….jsonl into the folder .geodesk.</source>
        <translation>Aquí solo ha etiquetado una persona. «Reunir…», en Etiquetar, incorpora las etiquetas de otra; o copie sus archivos labels-….jsonl a la carpeta .geodesk.</translation>
    </message>
    <message>
        <source>Fleiss&apos; kappa of all: {kappa} ({interval}), {n} samples.</source>
        <translation>Kappa de Fleiss de todas las personas: {kappa} ({interval}), {n} muestras.</translation>
    </message>
    <message>
        <source>Fleiss&apos; kappa of all: {kappa}, {n} samples.</source>
        <translation>Kappa de Fleiss de todas las personas: {kappa}, {n} muestras.</translation>
    </message>
    <message>
        <source>In dispute: {n}. Settled: {k}.</source>
        <translation>En desacuerdo: {n}. Resueltas: {k}.</translation>
    </message>
    <message>
        <source>Rows: {first}; columns: {second}.</source>
        <translation>Filas: {first}; columnas: {second}.</translation>
    </message>
    <message>
        <source>Save the agreement as CSV</source>
        <translation>Guardar el acuerdo en CSV</translation>
    </message>
</context>
<context>
    <name>DisputeBox</name>
    <message>
        <source>Hide who said what</source>
        <translation>Ocultar quién dijo qué</translation>
    </message>
    <message>
        <source>People become A, B, C… in another order at each sample</source>
        <translation>Las personas pasan a ser A, B, C…, en otro orden en cada muestra</translation>
    </message>
    <message>
        <source>No disagreement here</source>
        <translation>Aquí no hay desacuerdo</translation>
    </message>
    <message>
        <source>Everything is settled</source>
        <translation>Todo está resuelto</translation>
    </message>
    <message>
        <source>Disagreement, open again</source>
        <translation>Desacuerdo, abierto de nuevo</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translation>Desacuerdo</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Resuelto</translation>
    </message>
    <message>
        <source>Settled as {label} by {name}.</source>
        <translation>Resuelto como {label} por {name}.</translation>
    </message>
    <message>
        <source>Keys 1-9 settle it; Delete withdraws a decision.</source>
        <translation>Las teclas 1-9 lo resuelven; Supr retira una decisión.</translation>
    </message>
    <message>
        <source>“Stop settling” goes back to all samples.</source>
        <translation>«Dejar de resolver» vuelve a todas las muestras.</translation>
    </message>
    <message>
        <source>“See disagreements” settles them one after the other.</source>
        <translation>«Ver desacuerdos» los resuelve uno tras otro.</translation>
    </message>
    <message>
        <source>Person {letter}</source>
        <translation>Persona {letter}</translation>
    </message>
</context>
<context>
    <name>LostPictures</name>
    <message>
        <source>Work without its picture</source>
        <translation>Trabajo sin su imagen</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Se guardó</translation>
    </message>
    <message>
        <source>Of the picture</source>
        <translation>De la imagen</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Give it to</source>
        <translation>Devolver a</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Buscando…</translation>
    </message>
    <message>
        <source>no picture for now</source>
        <translation>ninguna por ahora</translation>
    </message>
    <message>
        <source>this file all the same</source>
        <translation>este archivo de todos modos</translation>
    </message>
    <message>
        <source>perhaps this one: look at it</source>
        <translation>quizá esta: mírela</translation>
    </message>
    <message>
        <source>same name</source>
        <translation>mismo nombre</translation>
    </message>
    <message>
        <source>same content, other name</source>
        <translation>mismo contenido, otro nombre</translation>
    </message>
    <message>
        <source>several pictures would do</source>
        <translation>hay varias posibles</translation>
    </message>
    <message>
        <source>the file has another content now</source>
        <translation>el archivo tiene ahora otro contenido</translation>
    </message>
    <message>
        <source>picture not found</source>
        <translation>no se encontró la imagen</translation>
    </message>
    <message>
        <source>Give back {n}</source>
        <translation>Devolver {n}</translation>
    </message>
    <message>
        <source>One picture is chosen twice; it can have been one.</source>
        <translation>Una imagen está elegida dos veces; solo puede haber sido una.</translation>
    </message>
    <message>
        <source>These pictures were renamed, moved or replaced; what was kept of them belongs to no picture now. Sure ones are chosen; look at the others and choose. Ctrl+Z in Label takes it back.</source>
        <translation>Estas imágenes cambiaron de nombre, de lugar o de contenido; lo que se guardó de ellas no está ahora en ninguna. Las seguras ya están elegidas; mire las demás y elija. Ctrl+Z en Etiquetar lo deshace.</translation>
    </message>
    <message>
        <source>Nothing that was kept has lost its picture.</source>
        <translation>Nada de lo guardado perdió su imagen.</translation>
    </message>
    <message>
        <source>Searching for moved pictures</source>
        <translation>Buscando imágenes movidas</translation>
    </message>
</context>
</TS>
