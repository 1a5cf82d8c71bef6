<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Fit to window</source>
        <translation>Ajustar a la ventana</translation>
    </message>
    <message>
        <source>One to one</source>
        <translation>Tamaño real (1:1)</translation>
    </message>
    <message>
        <source>One to one (not while labelling)</source>
        <translation>Tamaño real (1:1; no al etiquetar)</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Acercar</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Alejar</translation>
    </message>
    <message>
        <source>Histogram and contrast</source>
        <translation>Histograma y contraste</translation>
    </message>
    <message>
        <source>Automatic contrast</source>
        <translation>Contraste automático</translation>
    </message>
    <message>
        <source>Same contrast for all pictures</source>
        <translation>Mismo contraste en todas</translation>
    </message>
    <message>
        <source>Ruler</source>
        <translation>Regla</translation>
    </message>
    <message>
        <source>Pixel size…</source>
        <translation>Tamaño de píxel…</translation>
    </message>
    <message>
        <source>Calibrate along a scale bar</source>
        <translation>Calibrar sobre una barra de escala</translation>
    </message>
    <message>
        <source>Information bar</source>
        <translation>Barra de información</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Lado a lado</translation>
    </message>
    <message>
        <source>Blink between two pictures</source>
        <translation>Alternar entre dos imágenes</translation>
    </message>
    <message>
        <source>Next picture of the sample</source>
        <translation>Imagen siguiente de la muestra</translation>
    </message>
    <message>
        <source>Previous picture of the sample</source>
        <translation>Imagen anterior de la muestra</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Página siguiente</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>Página anterior</translation>
    </message>
</context>
<context>
    <name>CalibrateDialog</name>
    <message>
        <source>Calibrate</source>
        <translation>Calibrar</translation>
    </message>
    <message>
        <source>Length of the scale bar</source>
        <translation>Longitud de la barra de escala</translation>
    </message>
    <message>
        <source>The line is {n} pixels long.</source>
        <translation>La línea mide {n} píxeles.</translation>
    </message>
</context>
<context>
    <name>CanvasStrip</name>
    <message>
        <source>Zoom</source>
        <translation>Aumento en pantalla</translation>
    </message>
    <message>
        <source>Screen pixels per pixel of the picture</source>
        <translation>Píxeles de pantalla por píxel de la imagen</translation>
    </message>
    <message>
        <source>Picture of the sample</source>
        <translation>Imagen de la muestra</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Página</translation>
    </message>
    <message>
        <source>Picture of the sample (Up, Down)</source>
        <translation>Imagen de la muestra (Arriba, Abajo)</translation>
    </message>
    <message>
        <source>Page of the file (Ctrl+PgUp, Ctrl+PgDown)</source>
        <translation>Página del archivo (Ctrl+RePág, Ctrl+AvPág)</translation>
    </message>
    <message>
        <source>{place} of {total}</source>
        <translation>{place} de {total}</translation>
    </message>
    <message>
        <source>Page {page} of {total}</source>
        <translation>Página {page} de {total}</translation>
    </message>
</context>
<context>
    <name>ContrastPanel</name>
    <message>
        <source>Black</source>
        <translation>Negro</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Blanco</translation>
    </message>
    <message>
        <source>Contrast: histogram with the levels of black and white</source>
        <translation>Contraste: histograma con los niveles de negro y de blanco</translation>
    </message>
    <message>
        <source>Drag the handles. With the keyboard: Up, Down, Left, Right.</source>
        <translation>Arrastre los tiradores. Con el teclado: Arriba, Abajo, Izquierda, Derecha.</translation>
    </message>
    <message>
        <source>Grey level shown black</source>
        <translation>Nivel de gris que se muestra negro</translation>
    </message>
    <message>
        <source>Grey level shown white</source>
        <translation>Nivel de gris que se muestra blanco</translation>
    </message>
</context>
<context>
    <name>LengthDialog</name>
    <message>
        <source>This sample only</source>
        <translation>Solo esta muestra</translation>
    </message>
    <message>
        <source>The {n} selected samples</source>
        <translation>Las {n} muestras seleccionadas</translation>
    </message>
    <message>
        <source>All {n} samples of the list</source>
        <translation>Las {n} muestras de la lista</translation>
    </message>
    <message>
        <source>Holds for</source>
        <translation>Vale para</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Unidad</translation>
    </message>
    <message>
        <source>Is it {thousands} or {decimals}? Please write one of the two.</source>
        <translation>¿Es {thousands} o {decimals}? Escriba uno de los dos.</translation>
    </message>
</context>
<context>
    <name>PixelSizeDialog</name>
    <message>
        <source>Pixel size</source>
        <translation>Tamaño de píxel</translation>
    </message>
    <message>
        <source>Length of one pixel&apos;s side on the specimen.</source>
        <translation>Longitud del lado de un píxel sobre la muestra.</translation>
    </message>
    <message>
        <source>As the file says</source>
        <translation>Lo que dice el archivo</translation>
    </message>
</context>
<context>
    <name>ReplacingSizes</name>
    <message>
        <source>Replace pixel sizes</source>
        <translation>Reemplazar tamaños de píxel</translation>
    </message>
    <message>
        <source>1 of {n} pictures already has a pixel size given by hand. Replace it?</source>
        <translation>1 de {n} imágenes ya tiene un tamaño de píxel dado a mano. ¿Reemplazarlo?</translation>
    </message>
    <message>
        <source>{k} of {n} pictures already have a pixel size given by hand. Replace them?</source>
        <translation>{k} de {n} imágenes ya tienen un tamaño de píxel dado a mano. ¿Reemplazarlos?</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Reemplazar</translation>
    </message>
    <message>
        <source>Only the others</source>
        <translation>Solo las demás</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Picture</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <source>Picture beside it</source>
        <translation>Imagen de al lado</translation>
    </message>
    <message>
        <source>Not an information bar</source>
        <translation>No es una barra</translation>
    </message>
    <message>
        <source>What is shaded is left out of models and statistics. Click if it is picture.</source>
        <translation>Lo sombreado no entra en los modelos ni en las estadísticas. Pulse si forma parte de la imagen.</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>Abriendo {name}…</translation>
    </message>
    <message>
        <source>Drop a folder here or press Ctrl+O</source>
        <translation>Arrastre aquí una carpeta o pulse Ctrl+O</translation>
    </message>
    <message>
        <source>This folder holds no pictures that GeoDesk reads</source>
        <translation>En esta carpeta no hay imágenes que GeoDesk lea</translation>
    </message>
    <message>
        <source>No sample is chosen</source>
        <translation>No hay ninguna muestra elegida</translation>
    </message>
    <message>
        <source>No sample passes the filter</source>
        <translation>Ninguna muestra cumple el filtro</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>Leyendo {name}…</translation>
    </message>
    <message>
        <source>SYNTHETIC</source>
        <translation>SINTÉTICA</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Draw a line to measure it; Shift keeps it level, upright or at 45° · Esc leaves</source>
        <translation>Trace una línea para medirla; con Mayús queda horizontal, vertical o a 45° · Esc: salir</translation>
    </message>
    <message>
        <source>Draw a line along the picture&apos;s scale bar, from end to end · Esc leaves</source>
        <translation>Trace una línea sobre la barra de escala de la imagen, de un extremo al otro · Esc: salir</translation>
    </message>
    <message>
        <source>Click on the edge between the picture and its information bar · Esc leaves</source>
        <translation>Haga clic en el borde entre la imagen y su barra de información · Esc: salir</translation>
    </message>
</context>
</TS>
