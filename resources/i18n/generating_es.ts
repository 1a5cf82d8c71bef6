<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Open a generator…</source>
        <translation>Abrir un generador…</translation>
    </message>
    <message>
        <source>Generate pictures</source>
        <translation>Generar imágenes</translation>
    </message>
    <message>
        <source>Pictures like this one…</source>
        <translation>Imágenes parecidas a esta…</translation>
    </message>
    <message>
        <source>Stop generating</source>
        <translation>Dejar de generar</translation>
    </message>
    <message>
        <source>Compare the synthetic pictures with the folder</source>
        <translation>Comparar las imágenes sintéticas con la carpeta</translation>
    </message>
    <message>
        <source>Pin as end A of the walk</source>
        <translation>Fijar como extremo A del recorrido</translation>
    </message>
    <message>
        <source>Pin as end B of the walk</source>
        <translation>Fijar como extremo B del recorrido</translation>
    </message>
    <message>
        <source>Keep the picture of the walk</source>
        <translation>Conservar la imagen del recorrido</translation>
    </message>
    <message>
        <source>Save the selected synthetic pictures…</source>
        <translation>Guardar las imágenes sintéticas seleccionadas…</translation>
    </message>
    <message>
        <source>Save all synthetic pictures…</source>
        <translation>Guardar todas las imágenes sintéticas…</translation>
    </message>
</context>
<context>
    <name>Comparing</name>
    <message>
        <source>Compare with {folder}</source>
        <translation>Comparar con {folder}</translation>
    </message>
</context>
<context>
    <name>GenerateDesk</name>
    <message>
        <source>Like {reference} · {model}</source>
        <translation>Parecidas a {reference} · {model}</translation>
    </message>
    <message>
        <source>Generate · {model} · seed {seed}</source>
        <translation>Generar · {model} · semilla {seed}</translation>
    </message>
    <message>
        <source>Save synthetic pictures in {folder}</source>
        <translation>Guardar imágenes sintéticas en {folder}</translation>
    </message>
</context>
<context>
    <name>GeneratePanel</name>
    <message>
        <source>Generator</source>
        <translation>Generador</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Comparar</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Cantidad</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>Lado</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Abrir…</translation>
    </message>
    <message>
        <source>Open an ONNX file; it can also be dropped here</source>
        <translation>Abrir un archivo ONNX; también se puede soltar aquí</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>el del modelo</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Generar</translation>
    </message>
    <message>
        <source>Fill the sheet with synthetic pictures (Ctrl+Enter)</source>
        <translation>Llenar la hoja con imágenes sintéticas (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Like this one…</source>
        <translation>Parecidas a esta…</translation>
    </message>
    <message>
        <source>Search for pictures like the sample in the list</source>
        <translation>Buscar imágenes parecidas a la muestra de la lista</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Make no more; what there is stays</source>
        <translation>No generar más; lo hecho se queda</translation>
    </message>
    <message>
        <source>Compare with the folder</source>
        <translation>Comparar con la carpeta</translation>
    </message>
    <message>
        <source>S2 and L of the sheet against those of the open folder, in the plots</source>
        <translation>S2 y L de la hoja frente a las de la carpeta abierta, en las gráficas</translation>
    </message>
    <message>
        <source>Save the selected ones…</source>
        <translation>Guardar las seleccionadas…</translation>
    </message>
    <message>
        <source>Write them as TIFF, marked synthetic</source>
        <translation>Escribirlas como TIFF, marcadas como sintéticas</translation>
    </message>
    <message>
        <source>Save all…</source>
        <translation>Guardar todas…</translation>
    </message>
    <message>
        <source>Write the sheet as TIFF, marked synthetic</source>
        <translation>Escribir la hoja como TIFF, con marca de sintéticas</translation>
    </message>
    <message>
        <source>Saved pictures say in their file that they are synthetic, of which model and seed.</source>
        <translation>Las imágenes guardadas dicen en su archivo que son sintéticas y de qué modelo y semilla.</translation>
    </message>
    <message>
        <source>Open a generator</source>
        <translation>Abrir un generador</translation>
    </message>
    <message>
        <source>Folder of the synthetic pictures</source>
        <translation>Carpeta de las imágenes sintéticas</translation>
    </message>
    <message>
        <source>Reference: {name}</source>
        <translation>Referencia: {name}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} de {total}</translation>
    </message>
    <message>
        <source>{rate} per second</source>
        <translation>{rate} por segundo</translation>
    </message>
    <message>
        <source>nearest: {distance}</source>
        <translation>la más parecida: {distance}</translation>
    </message>
    <message>
        <source>Measuring the folder…</source>
        <translation>Midiendo la carpeta…</translation>
    </message>
    <message>
        <source>RMS between folder (A) and sheet (B):</source>
        <translation>RMS entre carpeta (A) y hoja (B):</translation>
    </message>
</context>
<context>
    <name>GenerateStage</name>
    <message>
        <source>SYNTHETIC</source>
        <translation>SINTÉTICA</translation>
    </message>
    <message>
        <source>Pictures of a trained network: none was recorded by an instrument.</source>
        <translation>Imágenes de una red entrenada: ninguna fue registrada por un instrumento.</translation>
    </message>
    <message>
        <source>the {n} nearest to {reference} of {done} by {model}, seed {seed}</source>
        <translation>las {n} más parecidas a {reference} de {done} de {model}, semilla {seed}</translation>
    </message>
    <message>
        <source>{n} of {total} by {model}, seed {seed}</source>
        <translation>{n} de {total} de {model}, semilla {seed}</translation>
    </message>
    <message>
        <source>selected: {n}</source>
        <translation>seleccionadas: {n}</translation>
    </message>
    <message>
        <source>The first picture is being made…</source>
        <translation>Se está generando la primera imagen…</translation>
    </message>
    <message>
        <source>Opening the model…</source>
        <translation>Abriendo el modelo…</translation>
    </message>
    <message>
        <source>Open a generator: a model (.onnx) trained to make micrographs.</source>
        <translation>Abra un generador: un modelo (.onnx) entrenado para generar micrografías.</translation>
    </message>
    <message>
        <source>“Generate” fills this sheet.</source>
        <translation>«Generar» llena esta hoja.</translation>
    </message>
</context>
<context>
    <name>GeneratorCard</name>
    <message>
        <source>Opening the model…</source>
        <translation>Abriendo el modelo…</translation>
    </message>
    <message>
        <source>No generator in use</source>
        <translation>Ningún generador en uso</translation>
    </message>
    <message>
        <source>It is not run.</source>
        <translation>No se usa.</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <source>{low} to {high} px, in steps of {step}</source>
        <translation>de {low} a {high} px, cada {step}</translation>
    </message>
    <message>
        <source>Sides</source>
        <translation>Lados</translation>
    </message>
    <message>
        <source>Pixel size</source>
        <translation>Píxel</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Calidad</translation>
    </message>
    <message>
        <source>Learnt from</source>
        <translation>Aprendió de</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licencia</translation>
    </message>
    <message>
        <source>none stated</source>
        <translation>no se indica</translation>
    </message>
    <message>
        <source>Mean distance (RMS) from the curves of real pictures; in brackets, between real ones</source>
        <translation>Distancia media (RMS) a las curvas de imágenes reales; entre paréntesis, entre reales</translation>
    </message>
</context>
<context>
    <name>LikenessDialog</name>
    <message>
        <source>Pictures like this one</source>
        <translation>Imágenes parecidas a esta</translation>
    </message>
    <message>
        <source>Makes pictures and keeps those whose S2(r) and L(r) lie nearest to this picture&apos;s; each is parted by its own Otsu threshold.</source>
        <translation>Genera imágenes y conserva aquellas cuyas S2(r) y L(r) se acercan más a las de esta; cada una se separa con su propio umbral de Otsu.</translation>
    </message>
    <message>
        <source>Pictures to make</source>
        <translation>Imágenes que se generan</translation>
    </message>
    <message>
        <source>Nearest to keep</source>
        <translation>Cuántas se conservan</translation>
    </message>
    <message>
        <source>Weight of S2</source>
        <translation>Peso de S2</translation>
    </message>
    <message>
        <source>Weight of L</source>
        <translation>Peso de L</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Fase</translation>
    </message>
    <message>
        <source>Largest lag</source>
        <translation>Mayor desfase</translation>
    </message>
    <message>
        <source>both</source>
        <translation>ambas</translation>
    </message>
    <message>
        <source>1, above the threshold</source>
        <translation>1, sobre el umbral</translation>
    </message>
    <message>
        <source>0, below the threshold</source>
        <translation>0, bajo el umbral</translation>
    </message>
    <message>
        <source>half the side</source>
        <translation>medio lado</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>no. {index}</source>
        <translation>n.º {index}</translation>
    </message>
</context>
<context>
    <name>SheetView</name>
    <message>
        <source>Contact sheet of synthetic pictures</source>
        <translation>Hoja de contactos de imágenes sintéticas</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Synthetic picture</source>
        <translation>Imagen sintética</translation>
    </message>
    <message>
        <source>A click on a picture of the sheet shows it here.</source>
        <translation>Un clic en una imagen de la hoja la muestra aquí.</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Ajustar</translation>
    </message>
    <message>
        <source>Fit to window</source>
        <translation>Ajustar a la ventana</translation>
    </message>
    <message>
        <source>One pixel of the picture on one of the screen</source>
        <translation>Un píxel de la imagen en uno de la pantalla</translation>
    </message>
    <message>
        <source>Page of the volume</source>
        <translation>Página del volumen</translation>
    </message>
    <message>
        <source>Pin as A</source>
        <translation>Fijar como A</translation>
    </message>
    <message>
        <source>Pin as B</source>
        <translation>Fijar como B</translation>
    </message>
    <message>
        <source>The picture in view is this end of the walk ({key})</source>
        <translation>La imagen a la vista es este extremo del recorrido ({key})</translation>
    </message>
    <message>
        <source>Walk from A to B</source>
        <translation>Recorrido de A a B</translation>
    </message>
    <message>
        <source>Interpolation</source>
        <translation>Interpolación</translation>
    </message>
    <message>
        <source>Along the arc the pictures of the way are as varied as the others; on the line, more even</source>
        <translation>Por el arco, las imágenes del recorrido son tan variadas como las demás; por la recta, más uniformes</translation>
    </message>
    <message>
        <source>spherical</source>
        <translation>esférica</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>lineal</translation>
    </message>
    <message>
        <source>Keep in the sheet</source>
        <translation>Conservar en la hoja</translation>
    </message>
    <message>
        <source>The picture of the walk joins the sheet (Ctrl+D)</source>
        <translation>La imagen del recorrido pasa a la hoja (Ctrl+D)</translation>
    </message>
    <message>
        <source>SYNTHETIC</source>
        <translation>SINTÉTICA</translation>
    </message>
    <message>
        <source>page {page} of {pages}</source>
        <translation>página {page} de {pages}</translation>
    </message>
</context>
</TS>
