<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Primeros pasos</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>Buscar una orden…</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Teclado</translation>
    </message>
    <message>
        <source>Open the log&apos;s folder</source>
        <translation>Abrir la carpeta del registro</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Copiar informe</translation>
    </message>
    <message>
        <source>About GeoDesk</source>
        <translation>Acerca de GeoDesk</translation>
    </message>
</context>
<context>
    <name>FaultDialog</name>
    <message>
        <source>GeoDesk was ended by a fault the last time</source>
        <translation>GeoDesk se cerró por un fallo la última vez</translation>
    </message>
    <message>
        <source>What was saved is there: labels, points and measurements are written as you make them, and an interrupted run can be continued. Please copy the report and send it to whoever looks after GeoDesk.</source>
        <translation>Lo guardado está intacto: las etiquetas, los puntos y las mediciones se escriben en cuanto usted los hace, y una corrida interrumpida se puede continuar. Copie el informe, por favor, y envíelo a quien se ocupe de GeoDesk.</translation>
    </message>
    <message>
        <source>Something went wrong in GeoDesk</source>
        <translation>Algo falló en GeoDesk</translation>
    </message>
    <message>
        <source>Nothing that was saved is lost, and you can go on working. Please copy the report and send it to whoever looks after GeoDesk. If the same comes again, close and open GeoDesk.</source>
        <translation>No se ha perdido nada de lo guardado y usted puede seguir trabajando. Copie el informe, por favor, y envíelo a quien se ocupe de GeoDesk. Si vuelve a ocurrir, cierre GeoDesk y ábralo de nuevo.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Copiar informe</translation>
    </message>
    <message>
        <source>Open the log&apos;s folder</source>
        <translation>Abrir la carpeta del registro</translation>
    </message>
    <message>
        <source>Go on working</source>
        <translation>Seguir trabajando</translation>
    </message>
    <message>
        <source>It happened {count} times.</source>
        <translation>Ocurrió {count} veces.</translation>
    </message>
</context>
<context>
    <name>HelpDesk</name>
    <message>
        <source>Device in use</source>
        <translation>Dispositivo en uso</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>Pantalla</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Ventana</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modo</translation>
    </message>
</context>
<context>
    <name>HelpPages</name>
    <message>
        <source>Begin</source>
        <translation>Para empezar</translation>
    </message>
    <message>
        <source>The folder</source>
        <translation>La carpeta</translation>
    </message>
    <message>
        <source>Classify</source>
        <translation>Clasificar</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Etiquetar</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medir</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Generar</translation>
    </message>
    <message>
        <source>Keep and repeat</source>
        <translation>Guardar y repetir</translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation>Conviene saber</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help of GeoDesk</source>
        <translation>Ayuda de GeoDesk</translation>
    </message>
    <message>
        <source>Search in all pages</source>
        <translation>Buscar en todas las páginas</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Contenido</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Página</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Adelante</translation>
    </message>
    <message>
        <source>No page speaks of this. Try another word.</source>
        <translation>Ninguna página habla de esto. Pruebe con otra palabra.</translation>
    </message>
</context>
<context>
    <name>PanelHelp</name>
    <message>
        <source>Help on this panel (F1)</source>
        <translation>Ayuda de este panel (F1)</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>First steps</source>
        <translation>Primeros pasos</translation>
    </message>
    <message>
        <source>Welcome. The pictures in the list are the samples of GeoDesk, drawn by computer. Three things to try on them; each button does it, and you can take it from there.</source>
        <translation>Le damos la bienvenida. Las imágenes de la lista son las muestras de GeoDesk, dibujadas por computadora. Aquí hay tres cosas para probar con ellas; cada botón la pone en marcha y usted sigue desde ahí.</translation>
    </message>
    <message>
        <source>1. Which pictures are of use?</source>
        <translation>1. ¿Qué imágenes sirven?</translation>
    </message>
    <message>
        <source>2. How is the space between the grains?</source>
        <translation>2. ¿Cómo es el espacio entre los granos?</translation>
    </message>
    <message>
        <source>3. How thick are the fibres?</source>
        <translation>3. ¿Qué grosor tienen las fibras?</translation>
    </message>
    <message>
        <source>A model looks at all the samples and says which are fit to be measured. The hollow marks in the list are its suggestions; a click on a picture shows how sure it is.</source>
        <translation>Un modelo mira todas las muestras y dice cuáles se pueden medir. Las marcas huecas de la lista son sus sugerencias; con un clic en una imagen se ve qué tan seguro está.</translation>
    </message>
    <message>
        <source>Drag the line in the histogram: both phases are drawn over the picture, and the curves S2 and L follow while you drag.</source>
        <translation>Arrastre la línea del histograma: las dos fases se dibujan sobre la imagen y las curvas S2 y L la siguen mientras arrastra.</translation>
    </message>
    <message>
        <source>Click one edge of a fibre and then the other, one fibre after the next: mean and histogram grow in the panel on the right.</source>
        <translation>Haga clic en un borde de una fibra y luego en el otro, fibra tras fibra: la media y el histograma crecen en el panel de la derecha.</translation>
    </message>
    <message>
        <source>And then: open a folder of yours. Nothing in your pictures is ever changed.</source>
        <translation>Y después: abra una carpeta suya. Sus imágenes nunca se modifican.</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>Abrir carpeta…</translation>
    </message>
    <message>
        <source>Read the help</source>
        <translation>Leer la ayuda</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Classify the samples</source>
        <translation>Clasificar las muestras</translation>
    </message>
    <message>
        <source>Show the curves</source>
        <translation>Mostrar las curvas</translation>
    </message>
    <message>
        <source>Measure fibres</source>
        <translation>Medir fibras</translation>
    </message>
</context>
</TS>
