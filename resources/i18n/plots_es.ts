<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Show the phases over the picture</source>
        <translation>Mostrar las fases sobre la imagen</translation>
    </message>
    <message>
        <source>Threshold by Otsu's rule</source>
        <translation>Umbral por la regla de Otsu</translation>
    </message>
    <message>
        <source>Keep the threshold for all pictures</source>
        <translation>Fijar el umbral para todas las imágenes</translation>
    </message>
    <message>
        <source>Histogram on a logarithmic scale</source>
        <translation>Histograma en escala logarítmica</translation>
    </message>
    <message>
        <source>Lags as lengths</source>
        <translation>Desfases como longitudes</translation>
    </message>
    <message>
        <source>Measure the whole of a large picture</source>
        <translation>Medir completa una imagen grande</translation>
    </message>
    <message>
        <source>Copy the plot as a picture</source>
        <translation>Copiar la gráfica como imagen</translation>
    </message>
    <message>
        <source>Save the plot as PNG or SVG…</source>
        <translation>Guardar la gráfica como PNG o SVG…</translation>
    </message>
    <message>
        <source>Save the curves as CSV…</source>
        <translation>Guardar las curvas como CSV…</translation>
    </message>
</context>
<context>
    <name>ClassesPlot</name>
    <message>
        <source>{count} more classes</source>
        <translation>{count} clases más</translation>
    </message>
    <message>
        <source>several labels</source>
        <translation>varias etiquetas</translation>
    </message>
    <message>
        <source>unlabelled</source>
        <translation>sin etiqueta</translation>
    </message>
    <message>
        <source>■ label  □ suggestion</source>
        <translation>■ etiqueta  □ sugerencia</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Fraction of the area in phase 0 and in phase 1</source>
        <translation>Fracción del área en la fase 0 y en la fase 1</translation>
    </message>
    <message>
        <source>Grey level t: phase 1 is I &gt; t</source>
        <translation>Nivel de gris t: la fase 1 es I &gt; t</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Umbral</translation>
    </message>
    <message>
        <source>Otsu</source>
        <translation>Otsu</translation>
    </message>
    <message>
        <source>log</source>
        <translation>log</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>Histograma</translation>
    </message>
    <message>
        <source>Drag the line to move the threshold</source>
        <translation>Arrastre la línea para mover el umbral</translation>
    </message>
</context>
<context>
    <name>CurvePlots</name>
    <message>
        <source>provisional: central crop, {width} × {height} px</source>
        <translation>provisional: recorte central, {width} × {height} px</translation>
    </message>
    <message>
        <source>still t = {level}; measuring…</source>
        <translation>aún t = {level}; midiendo…</translation>
    </message>
    <message>
        <source>phase 0</source>
        <translation>fase 0</translation>
    </message>
    <message>
        <source>phase 1</source>
        <translation>fase 1</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <source>histogram of the central {width} × {height} px only</source>
        <translation>histograma solo de los {width} × {height} px centrales</translation>
    </message>
    <message>
        <source>area: the whole picture, {width} × {height} px</source>
        <translation>área: la imagen completa, {width} × {height} px</translation>
    </message>
    <message>
        <source>area: {width} × {height} of {whole_width} × {whole_height} px, information bar left out</source>
        <translation>área: {width} × {height} de {whole_width} × {whole_height} px, sin la barra de información</translation>
    </message>
    <message>
        <source>page {page} of {pages}</source>
        <translation>página {page} de {pages}</translation>
    </message>
    <message>
        <source>colour measured as grey</source>
        <translation>color medido como gris</translation>
    </message>
    <message>
        <source>synthetic picture</source>
        <translation>imagen sintética</translation>
    </message>
    <message>
        <source>pixel size unknown</source>
        <translation>tamaño de píxel desconocido</translation>
    </message>
    <message>
        <source>{length}/px ({source})</source>
        <translation>{length}/px ({source})</translation>
    </message>
    <message>
        <source>Otsu's rule</source>
        <translation>regla de Otsu</translation>
    </message>
    <message>
        <source>set by hand</source>
        <translation>fijado a mano</translation>
    </message>
    <message>
        <source>threshold t = {level} ({rule}); phase 1 is I &gt; t; φ₀ = {phi0}, φ₁ = {phi1}</source>
        <translation>umbral t = {level} ({rule}); la fase 1 es I &gt; t; φ₀ = {phi0}, φ₁ = {phi1}</translation>
    </message>
    <message>
        <source>mean of the directions x and y</source>
        <translation>media de las direcciones x e y</translation>
    </message>
    <message>
        <source>direction x</source>
        <translation>dirección x</translation>
    </message>
    <message>
        <source>direction y</source>
        <translation>dirección y</translation>
    </message>
    <message>
        <source>provisional: only the central {width} × {height} px were measured</source>
        <translation>provisional: solo se midieron los {width} × {height} px centrales</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Curves</source>
        <translation>Curvas</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Clases</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>Gráficas</translation>
    </message>
    <message>
        <source>mean x, y</source>
        <translation>media x, y</translation>
    </message>
    <message>
        <source>along x</source>
        <translation>según x</translation>
    </message>
    <message>
        <source>along y</source>
        <translation>según y</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Direction of the lags: mean of x and y, along rows or along columns</source>
        <translation>Dirección de los desfases: media de x e y, por filas (x) o por columnas (y)</translation>
    </message>
    <message>
        <source>r ≤ half</source>
        <translation>r ≤ mitad</translation>
    </message>
    <message>
        <source>Largest lag</source>
        <translation>Mayor desfase</translation>
    </message>
    <message>
        <source>Largest lag in pixels; “half” is half of each axis</source>
        <translation>Mayor desfase en píxeles; «mitad» es la mitad de cada eje</translation>
    </message>
    <message>
        <source>nm/µm</source>
        <translation>nm/µm</translation>
    </message>
    <message>
        <source>Measure it all</source>
        <translation>Medir completa</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Copy the plot, save it as a picture or save the curves as CSV</source>
        <translation>Copiar la gráfica, guardarla como imagen o guardar las curvas como CSV</translation>
    </message>
    <message>
        <source>{size} megapixels: the whole picture is measured only when asked for.</source>
        <translation>{size} megapíxeles: la imagen completa se mide solo si usted lo pide.</translation>
    </message>
    <message>
        <source>{size} megapixels, all of them measured.</source>
        <translation>{size} megapíxeles, medidos por completo.</translation>
    </message>
</context>
<context>
    <name>PlotsPanel</name>
    <message>
        <source>Samples per class</source>
        <translation>Muestras por clase</translation>
    </message>
    <message>
        <source>Preparing the plots…</source>
        <translation>Preparando las gráficas…</translation>
    </message>
    <message>
        <source>Open a folder to see plots.</source>
        <translation>Abra una carpeta para ver gráficas.</translation>
    </message>
    <message>
        <source>There are no pictures here.</source>
        <translation>Aquí no hay imágenes.</translation>
    </message>
    <message>
        <source>There is no picture in view.</source>
        <translation>No hay ninguna imagen en pantalla.</translation>
    </message>
    <message>
        <source>Reading the picture…</source>
        <translation>Leyendo la imagen…</translation>
    </message>
    <message>
        <source>All pixels have the grey level {level}: no threshold parts two phases.</source>
        <translation>Todos los píxeles tienen el nivel de gris {level}: ningún umbral separa dos fases.</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Midiendo…</translation>
    </message>
    <message>
        <source>Correlation functions</source>
        <translation>Funciones de correlación</translation>
    </message>
    <message>
        <source>{count} samples</source>
        <translation>{count} muestras</translation>
    </message>
    <message>
        <source>1 sample</source>
        <translation>1 muestra</translation>
    </message>
    <message>
        <source>Save plot</source>
        <translation>Guardar gráfica</translation>
    </message>
    <message>
        <source>Save curves</source>
        <translation>Guardar curvas</translation>
    </message>
    <message>
        <source>{folder}_classes</source>
        <translation>{folder}_clases</translation>
    </message>
</context>
</TS>
