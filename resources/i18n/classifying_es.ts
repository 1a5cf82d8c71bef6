<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Classify picture</source>
        <translation>Clasificar imagen</translation>
    </message>
    <message>
        <source>Classify folder</source>
        <translation>Clasificar carpeta</translation>
    </message>
    <message>
        <source>Continue the interrupted classification</source>
        <translation>Continuar la clasificación interrumpida</translation>
    </message>
    <message>
        <source>Cancel the job</source>
        <translation>Cancelar el trabajo</translation>
    </message>
    <message>
        <source>Export predictions…</source>
        <translation>Exportar predicciones…</translation>
    </message>
    <message>
        <source>Open model…</source>
        <translation>Abrir modelo…</translation>
    </message>
    <message>
        <source>List of models…</source>
        <translation>Lista de modelos…</translation>
    </message>
</context>
<context>
    <name>AnswersDialog</name>
    <message>
        <source>A model without a card</source>
        <translation>Modelo sin ficha</translation>
    </message>
    <message>
        <source>{name} does not say what it gives and takes. Answer once; it is remembered beside the folder. Whoever made the model knows.</source>
        <translation>{name} no indica qué recibe ni qué da. Responda una sola vez; se recordará junto a la carpeta. Quien hizo el modelo lo sabe.</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Etiquetas</translation>
    </message>
    <message>
        <source>Input range</source>
        <translation>Rango de entrada</translation>
    </message>
    <message>
        <source>Resizing</source>
        <translation>Ajuste de tamaño</translation>
    </message>
    <message>
        <source>Input size</source>
        <translation>Tamaño de entrada</translation>
    </message>
    <message>
        <source>One a line, or separated by commas, in the order of the model&apos;s output</source>
        <translation>Una por línea, o separadas por comas, en el orden de la salida del modelo</translation>
    </message>
    <message>
        <source>0 to 255</source>
        <translation>0 a 255</translation>
    </message>
    <message>
        <source>0 to 1</source>
        <translation>0 a 1</translation>
    </message>
    <message>
        <source>−1 to 1</source>
        <translation>−1 a 1</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean and deviation</source>
        <translation>Media y desviación de ImageNet</translation>
    </message>
    <message>
        <source>Stretch</source>
        <translation>Estirar</translation>
    </message>
    <message>
        <source>Fit, with black margins</source>
        <translation>Encajar, con márgenes negros</translation>
    </message>
    <message>
        <source>Cut from the centre</source>
        <translation>Recortar del centro</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Alto</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Ancho</translation>
    </message>
    <message>
        <source>Use the model</source>
        <translation>Usar el modelo</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Two labels are the same.</source>
        <translation>Hay dos etiquetas iguales.</translation>
    </message>
    <message>
        <source>Labels: {n}; at least 2</source>
        <translation>Etiquetas: {n}; al menos 2</translation>
    </message>
    <message>
        <source>{n} of {wanted} labels</source>
        <translation>{n} de {wanted} etiquetas</translation>
    </message>
    <message>
        <source>Write them one a line, or in one line separated by commas.</source>
        <translation>Escríbalas una por línea, o en una sola línea separadas por comas.</translation>
    </message>
</context>
<context>
    <name>ClassifyDesk</name>
    <message>
        <source>Classify {folder} · {model}</source>
        <translation>Clasificar {folder} · {model}</translation>
    </message>
    <message>
        <source>Interrupted classification: {done} of {total}</source>
        <translation>Clasificación interrumpida: {done} de {total}</translation>
    </message>
</context>
<context>
    <name>ClassifyPanel</name>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>This picture</source>
        <translation>Esta imagen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Abrir…</translation>
    </message>
    <message>
        <source>Open an ONNX file (Ctrl+M); it can also be dropped here</source>
        <translation>Abrir un archivo ONNX (Ctrl+M); también puede soltarlo aquí</translation>
    </message>
    <message>
        <source>Classify picture</source>
        <translation>Clasificar imagen</translation>
    </message>
    <message>
        <source>Classify the picture in view (Ctrl+R)</source>
        <translation>Clasificar la imagen a la vista (Ctrl+R)</translation>
    </message>
    <message>
        <source>Class map…</source>
        <translation>Mapa de clases…</translation>
    </message>
    <message>
        <source>What the model says of each place of a large picture</source>
        <translation>Lo que dice el modelo de cada lugar de una imagen grande</translation>
    </message>
    <message>
        <source>Classify in passing</source>
        <translation>Clasificar al pasar</translation>
    </message>
    <message>
        <source>Classify each picture when it comes into view</source>
        <translation>Clasificar cada imagen cuando aparece</translation>
    </message>
    <message>
        <source>Classify folder</source>
        <translation>Clasificar carpeta</translation>
    </message>
    <message>
        <source>Classify all pictures of the folder (Ctrl+Shift+R)</source>
        <translation>Clasificar todas las imágenes de la carpeta (Ctrl+Mayús+R)</translation>
    </message>
    <message>
        <source>Start anew</source>
        <translation>Empezar de nuevo</translation>
    </message>
    <message>
        <source>Classify each new picture as the microscope writes it (Ctrl+Shift+W); again: stop</source>
        <translation>Clasificar cada imagen nueva en cuanto el microscopio la escribe (Ctrl+Mayús+W); otra vez: detener</translation>
    </message>
    <message>
        <source>Export predictions…</source>
        <translation>Exportar predicciones…</translation>
    </message>
    <message>
        <source>Write the last run&apos;s predictions as CSV</source>
        <translation>Guardar como CSV las predicciones de la última corrida</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Abriendo…</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Elija un modelo</translation>
    </message>
    <message>
        <source>Classifying…</source>
        <translation>Clasificando…</translation>
    </message>
    <message>
        <source>From active training</source>
        <translation>Del entrenamiento activo</translation>
    </message>
    <message>
        <source>From the folder&apos;s last run · {model} · {provider}</source>
        <translation>De la última corrida de la carpeta · {model} · {provider}</translation>
    </message>
    <message>
        <source>{model} · {provider} · {ms} ms</source>
        <translation>{model} · {provider} · {ms} ms</translation>
    </message>
    <message>
        <source>Continue ({done} of {total})</source>
        <translation>Continuar ({done} de {total})</translation>
    </message>
    <message>
        <source>Interrupted at {done} of {total}; it cannot be continued: {why}</source>
        <translation>Interrumpida en {done} de {total}; no se puede continuar: {why}</translation>
    </message>
    <message>
        <source>Stop watching</source>
        <translation>Dejar de vigilar</translation>
    </message>
    <message>
        <source>Watch folder</source>
        <translation>Vigilar carpeta</translation>
    </message>
    <message>
        <source>1 error</source>
        <translation>1 error</translation>
    </message>
    <message>
        <source>{n} errors</source>
        <translation>{n} errores</translation>
    </message>
    <message>
        <source>Not classified yet.</source>
        <translation>Aún sin clasificar.</translation>
    </message>
</context>
<context>
    <name>Classifying</name>
    <message>
        <source>A classification of this folder was interrupted: {done} of {total}.</source>
        <translation>La clasificación de esta carpeta quedó interrumpida: {done} de {total}.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Start anew</source>
        <translation>Empezar de nuevo</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>It cannot be continued: {why}</source>
        <translation>No se puede continuar: {why}</translation>
    </message>
    <message>
        <source>This folder has results already: 1 picture is classified.</source>
        <translation>Esta carpeta ya tiene resultados: hay 1 imagen clasificada.</translation>
    </message>
    <message>
        <source>This folder has results already: {n} pictures are classified.</source>
        <translation>Esta carpeta ya tiene resultados: hay {n} imágenes clasificadas.</translation>
    </message>
    <message>
        <source>A new classification takes their place.</source>
        <translation>Una clasificación nueva los sustituye.</translation>
    </message>
    <message>
        <source>Classify anew</source>
        <translation>Clasificar de nuevo</translation>
    </message>
    <message>
        <source>Open model</source>
        <translation>Abrir modelo</translation>
    </message>
    <message>
        <source>ONNX models</source>
        <translation>Modelos ONNX</translation>
    </message>
    <message>
        <source>Export predictions</source>
        <translation>Exportar predicciones</translation>
    </message>
    <message>
        <source>CSV tables</source>
        <translation>Tablas CSV</translation>
    </message>
</context>
<context>
    <name>JobLine</name>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} de {total}</translation>
    </message>
    <message>
        <source>Continue ({done} of {total})</source>
        <translation>Continuar ({done} de {total})</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>done, {time} after it was continued</source>
        <translation>listo, {time} desde que se continuó</translation>
    </message>
    <message>
        <source>done in {time}</source>
        <translation>listo en {time}</translation>
    </message>
    <message>
        <source>stopped; what is done is kept</source>
        <translation>detenida; lo hecho se conserva</translation>
    </message>
    <message>
        <source>cancelled; what is done is kept</source>
        <translation>cancelado; se conserva lo hecho</translation>
    </message>
    <message>
        <source>stopped by a fault; what is done is kept</source>
        <translation>detenido por un fallo; se conserva lo hecho</translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation>deteniendo…</translation>
    </message>
    <message>
        <source>{rate} pictures/s</source>
        <translation>{rate} imágenes/s</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>faltan {time}</translation>
    </message>
    <message>
        <source>{s} s</source>
        <translation>{s} s</translation>
    </message>
    <message>
        <source>{min} min</source>
        <translation>{min} min</translation>
    </message>
    <message>
        <source>{h} h {min} min</source>
        <translation>{h} h {min} min</translation>
    </message>
    <message>
        <source>1 error</source>
        <translation>1 error</translation>
    </message>
    <message>
        <source>{n} errors</source>
        <translation>{n} errores</translation>
    </message>
    <message>
        <source>1 note</source>
        <translation>1 aviso</translation>
    </message>
    <message>
        <source>{n} notes</source>
        <translation>{n} avisos</translation>
    </message>
</context>
<context>
    <name>JobStrip</name>
    <message>
        <source>Jobs</source>
        <translation>Trabajos</translation>
    </message>
</context>
<context>
    <name>Line</name>
    <message>
        <source>Put this line away</source>
        <translation>Quitar esta línea</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Stop; what is done is kept (Ctrl+.)</source>
        <translation>Detener; se conserva lo hecho (Ctrl+.)</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Change these answers…</source>
        <translation>Cambiar estas respuestas…</translation>
    </message>
    <message>
        <source>Opening the model…</source>
        <translation>Abriendo el modelo…</translation>
    </message>
    <message>
        <source>No model in use</source>
        <translation>Ningún modelo en uso</translation>
    </message>
    <message>
        <source>It is not run.</source>
        <translation>No se usa.</translation>
    </message>
    <message>
        <source>Its score on the outside set is below its own target.</source>
        <translation>Su puntuación en el conjunto externo está por debajo de su propia meta.</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Etiquetas</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Ficha</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguna</translation>
    </message>
    <message>
        <source>Outside set</source>
        <translation>Conjunto externo</translation>
    </message>
    <message>
        <source>none stated</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>Pixel size</source>
        <translation>Tamaño de píxel</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licencia</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>exactitud</translation>
    </message>
    <message>
        <source>balanced accuracy</source>
        <translation>exactitud balanceada</translation>
    </message>
</context>
<context>
    <name>ModelDesk</name>
    <message>
        <source>{ms} ms a picture</source>
        <translation>{ms} ms por imagen</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Does</source>
        <translation>Hace</translation>
    </message>
    <message>
        <source>Badge</source>
        <translation>Distintivo</translation>
    </message>
    <message>
        <source>Outside set</source>
        <translation>Conjunto externo</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licencia</translation>
    </message>
    <message>
        <source>The outside set comes from another source than the pictures that a model learnt from.</source>
        <translation>El conjunto externo procede de otra fuente que las imágenes de las que aprendió el modelo.</translation>
    </message>
    <message>
        <source>Opening and testing the models…</source>
        <translation>Abriendo y probando los modelos…</translation>
    </message>
    <message>
        <source>no card</source>
        <translation>sin ficha</translation>
    </message>
    <message>
        <source>classifies</source>
        <translation>clasifica</translation>
    </message>
    <message>
        <source>generates</source>
        <translation>genera</translation>
    </message>
    <message>
        <source>captions</source>
        <translation>describe</translation>
    </message>
    <message>
        <source>segments</source>
        <translation>segmenta</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>exactitud</translation>
    </message>
    <message>
        <source>balanced accuracy</source>
        <translation>exactitud balanceada</translation>
    </message>
</context>
<context>
    <name>Offer</name>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
</context>
<context>
    <name>ProblemsDialog</name>
    <message>
        <source>What failed</source>
        <translation>Qué falló</translation>
    </message>
    <message>
        <source>Double click or Enter shows the picture.</source>
        <translation>Con doble clic o Intro se muestra la imagen.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ocurrió</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>Guardar como CSV…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Save as CSV</source>
        <translation>Guardar como CSV</translation>
    </message>
    <message>
        <source>CSV tables</source>
        <translation>Tablas CSV</translation>
    </message>
</context>
</TS>
