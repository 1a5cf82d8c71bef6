<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Two-point probability S₂</source>
        <translation>Probabilidad de dos puntos S₂</translation>
    </message>
    <message>
        <source>Autocovariance S₂ − φ²</source>
        <translation>Autocovarianza S₂ − φ²</translation>
    </message>
    <message>
        <source>Two-point cluster function C₂</source>
        <translation>Función de cúmulo de dos puntos C₂</translation>
    </message>
    <message>
        <source>Show the phases over the picture</source>
        <translation>Mostrar las fases sobre la imagen</translation>
    </message>
    <message>
        <source>Threshold by Otsu&apos;s rule</source>
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
        <source>Logarithmic axis of lags</source>
        <translation>Eje de desfases logarítmico</translation>
    </message>
    <message>
        <source>Logarithmic axis of values</source>
        <translation>Eje de valores logarítmico</translation>
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
        <source>Compare with curves from CSV…</source>
        <translation>Comparar con curvas de un CSV…</translation>
    </message>
    <message>
        <source>Ensembles of pictures</source>
        <translation>Conjuntos de imágenes</translation>
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
    <name>EnsemblePage</name>
    <message>
        <source>Ensembles</source>
        <translation>Conjuntos</translation>
    </message>
    <message>
        <source>Pictures of the ensemble</source>
        <translation>Imágenes del conjunto</translation>
    </message>
    <message>
        <source>Threshold of the ensemble</source>
        <translation>Umbral del conjunto</translation>
    </message>
    <message>
        <source>What pixel sizes may differ</source>
        <translation>Qué tamaños de píxel pueden diferir</translation>
    </message>
    <message>
        <source>one pixel size</source>
        <translation>un tamaño de píxel</translation>
    </message>
    <message>
        <source>lags as lengths</source>
        <translation>desfases en longitud</translation>
    </message>
    <message>
        <source>lags in pixels</source>
        <translation>desfases en píxeles</translation>
    </message>
    <message>
        <source>What the band about the mean shows</source>
        <translation>Qué muestra la banda en torno a la media</translation>
    </message>
    <message>
        <source>± standard deviation</source>
        <translation>± desviación estándar</translation>
    </message>
    <message>
        <source>5 to 95%</source>
        <translation>5 a 95 %</translation>
    </message>
    <message>
        <source>25 to 75%</source>
        <translation>25 a 75 %</translation>
    </message>
    <message>
        <source>Measure as {slot}</source>
        <translation>Medir como {slot}</translation>
    </message>
    <message>
        <source>Import CSV…</source>
        <translation>Importar CSV…</translation>
    </message>
    <message>
        <source>Compare with curves that GeoDesk wrote; they can be dropped here as well</source>
        <translation>Comparar con curvas escritas por GeoDesk; también puede soltarlas aquí</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Guardar…</translation>
    </message>
    <message>
        <source>Save the distances as CSV</source>
        <translation>Guardar las distancias en CSV</translation>
    </message>
    <message>
        <source>Save the curves of {slot} as CSV</source>
        <translation>Guardar las curvas de {slot} en CSV</translation>
    </message>
    <message>
        <source>Remove {slot}</source>
        <translation>Quitar {slot}</translation>
    </message>
    <message>
        <source>Measure as {slot}…</source>
        <translation>Medir como {slot}…</translation>
    </message>
    <message>
        <source>whole folder ({n})</source>
        <translation>toda la carpeta ({n})</translation>
    </message>
    <message>
        <source>those listed ({n})</source>
        <translation>las de la lista ({n})</translation>
    </message>
    <message>
        <source>those selected ({n})</source>
        <translation>las seleccionadas ({n})</translation>
    </message>
    <message>
        <source>another folder</source>
        <translation>otra carpeta</translation>
    </message>
    <message>
        <source>Otsu for each picture</source>
        <translation>Otsu en cada imagen</translation>
    </message>
    <message>
        <source>this threshold</source>
        <translation>este umbral</translation>
    </message>
    <message>
        <source>Measuring; the strip below shows how far it is.</source>
        <translation>Midiendo; la franja de abajo muestra el avance.</translation>
    </message>
    <message>
        <source>Comparing A and B…</source>
        <translation>Comparando A y B…</translation>
    </message>
    <message>
        <source>Measure the pictures of a folder as ensemble A; a second one, or a CSV, is compared with it.</source>
        <translation>Mida las imágenes de una carpeta como conjunto A; un segundo conjunto, o un CSV, se compara con él.</translation>
    </message>
    <message>
        <source>Folder of the ensemble</source>
        <translation>Carpeta del conjunto</translation>
    </message>
    <message>
        <source>{folder}, {n} chosen</source>
        <translation>{folder}, {n} elegidas</translation>
    </message>
    <message>
        <source>Import curves</source>
        <translation>Importar curvas</translation>
    </message>
    <message>
        <source>Save the ensemble</source>
        <translation>Guardar el conjunto</translation>
    </message>
    <message>
        <source>Save the distances</source>
        <translation>Guardar las distancias</translation>
    </message>
    <message>
        <source>distances</source>
        <translation>distancias</translation>
    </message>
    <message>
        <source>with {confidence} interval</source>
        <translation>con intervalo del {confidence}</translation>
    </message>
    <message>
        <source>without an interval: a file holds no single pictures</source>
        <translation>sin intervalo: un archivo no guarda cada imagen</translation>
    </message>
    <message>
        <source>without an interval: it takes two pictures or more in A and in B</source>
        <translation>sin intervalo: hacen falta dos imágenes o más en A y en B</translation>
    </message>
    <message>
        <source>A to B</source>
        <translation>De A a B</translation>
    </message>
    <message>
        <source>RMS</source>
        <translation>RMS</translation>
    </message>
    <message>
        <source>maximum</source>
        <translation>máximo</translation>
    </message>
</context>
<context>
    <name>Ensembles</name>
    <message>
        <source>Ensemble {slot}: {name}</source>
        <translation>Conjunto {slot}: {name}</translation>
    </message>
    <message>
        <source>read from a file; lengths as it gives them</source>
        <translation>leído de un archivo; longitudes según el archivo</translation>
    </message>
    <message>
        <source>phases not drawn: {labels}</source>
        <translation>fases sin dibujar: {labels}</translation>
    </message>
    <message>
        <source>not measured: {n}</source>
        <translation>sin medir: {n}</translation>
    </message>
    <message>
        <source>threshold of each picture by Otsu&apos;s rule</source>
        <translation>umbral de cada imagen por la regla de Otsu</translation>
    </message>
    <message>
        <source>threshold t = {level} for all</source>
        <translation>umbral t = {level} para todas</translation>
    </message>
    <message>
        <source>area: {size} megapixels, without information bars</source>
        <translation>área: {size} megapíxeles, sin barras de información</translation>
    </message>
    <message>
        <source>{length}/px</source>
        <translation>{length}/px</translation>
    </message>
    <message>
        <source>{length}/px, finer ones interpolated</source>
        <translation>{length}/px; las más finas, interpoladas</translation>
    </message>
    <message>
        <source>mixed pixel sizes: lags in pixels</source>
        <translation>tamaños de píxel mezclados: desfases en píxeles</translation>
    </message>
    <message>
        <source>pixel sizes mixed and partly unknown: lags in pixels</source>
        <translation>tamaños de píxel mezclados y en parte desconocidos: desfases en píxeles</translation>
    </message>
    <message>
        <source>pixel size partly unknown: lags in pixels</source>
        <translation>tamaño de píxel en parte desconocido: desfases en píxeles</translation>
    </message>
    <message>
        <source>pixel size unknown: lags in pixels</source>
        <translation>tamaño de píxel desconocido: desfases en píxeles</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 imagen</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} imágenes</translation>
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
        <source>mean of x and y</source>
        <translation>media de x e y</translation>
    </message>
    <message>
        <source>diagonal ↘</source>
        <translation>diagonal ↘</translation>
    </message>
    <message>
        <source>diagonal ↗</source>
        <translation>diagonal ↗</translation>
    </message>
    <message>
        <source>radial average</source>
        <translation>promedio radial</translation>
    </message>
    <message>
        <source>all</source>
        <translation>todas</translation>
    </message>
    <message>
        <source>Otsu&apos;s rule</source>
        <translation>regla de Otsu</translation>
    </message>
    <message>
        <source>set by hand</source>
        <translation>fijado a mano</translation>
    </message>
    <message>
        <source>threshold t = {level} ({rule})</source>
        <translation>umbral t = {level} ({rule})</translation>
    </message>
    <message>
        <source>threshold t = {level} ({rule}); phase 1 is I &gt; t; φ₀ = {phi0}, φ₁ = {phi1}</source>
        <translation>umbral t = {level} ({rule}); la fase 1 es I &gt; t; φ₀ = {phi0}, φ₁ = {phi1}</translation>
    </message>
    <message>
        <source>directions: {names}</source>
        <translation>direcciones: {names}</translation>
    </message>
    <message>
        <source>C₂ of the whole picture follows when the threshold rests</source>
        <translation>C₂ de toda la imagen sigue cuando el umbral reposa</translation>
    </message>
    <message>
        <source>provisional: central crop, {width} × {height} px</source>
        <translation>provisional: recorte central, {width} × {height} px</translation>
    </message>
    <message>
        <source>while it moves: r ≤ {lags} px</source>
        <translation>mientras se mueve: r ≤ {lags} px</translation>
    </message>
    <message>
        <source>φ₀ = {phi0}, φ₁ = {phi1}</source>
        <translation>φ₀ = {phi0}, φ₁ = {phi1}</translation>
    </message>
    <message>
        <source>φ₀ = {phi0}, φ₁ = {phi1} (mean ± standard deviation)</source>
        <translation>φ₀ = {phi0}, φ₁ = {phi1} (media ± desviación estándar)</translation>
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
        <source>Numbers</source>
        <translation>Cifras</translation>
    </message>
    <message>
        <source>Ensemble</source>
        <translation>Conjuntos</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>Gráficas</translation>
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
        <source>View</source>
        <translation>Ver</translation>
    </message>
    <message>
        <source>Which function, and logarithmic axes</source>
        <translation>Qué función, y ejes logarítmicos</translation>
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
    <name>KeptPhases</name>
    <message>
        <source>phase {n}</source>
        <translation>fase {n}</translation>
    </message>
    <message>
        <source>phases kept: {file}</source>
        <translation>fases guardadas: {file}</translation>
    </message>
    <message>
        <source>{n} pixels have a phase</source>
        <translation>{n} píxeles tienen fase</translation>
    </message>
    <message>
        <source>made by another program</source>
        <translation>hechas con otro programa</translation>
    </message>
    <message>
        <source>by Otsu&apos;s rule</source>
        <translation>por la regla de Otsu</translation>
    </message>
    <message>
        <source>by the mean of the neighbourhood</source>
        <translation>por la media de la vecindad</translation>
    </message>
    <message>
        <source>by Niblack&apos;s rule</source>
        <translation>por la regla de Niblack</translation>
    </message>
    <message>
        <source>by Sauvola&apos;s rule</source>
        <translation>por la regla de Sauvola</translation>
    </message>
    <message>
        <source>learnt from brush strokes</source>
        <translation>aprendidas de trazos de pincel</translation>
    </message>
    <message>
        <source>by a threshold, t = {level}</source>
        <translation>por un umbral, t = {level}</translation>
    </message>
    <message>
        <source>measuring the phases kept…</source>
        <translation>midiendo las fases guardadas…</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Legend</source>
        <translation>Leyenda</translation>
    </message>
    <message>
        <source>phase 0</source>
        <translation>fase 0</translation>
    </message>
    <message>
        <source>Show or hide phase 0: the dark pixels, I ≤ t</source>
        <translation>Mostrar u ocultar la fase 0: los píxeles oscuros, I ≤ t</translation>
    </message>
    <message>
        <source>phase 1</source>
        <translation>fase 1</translation>
    </message>
    <message>
        <source>Show or hide phase 1: the bright pixels, I &gt; t</source>
        <translation>Mostrar u ocultar la fase 1: los píxeles claros, I &gt; t</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>media</translation>
    </message>
    <message>
        <source>Mean of the directions x and y</source>
        <translation>Media de las direcciones x e y</translation>
    </message>
    <message>
        <source>Along the rows</source>
        <translation>A lo largo de las filas</translation>
    </message>
    <message>
        <source>Along the columns</source>
        <translation>A lo largo de las columnas</translation>
    </message>
    <message>
        <source>Along the diagonal down to the right</source>
        <translation>A lo largo de la diagonal hacia abajo a la derecha</translation>
    </message>
    <message>
        <source>Along the diagonal up to the right</source>
        <translation>A lo largo de la diagonal hacia arriba a la derecha</translation>
    </message>
    <message>
        <source>radial</source>
        <translation>radial</translation>
    </message>
    <message>
        <source>Over all directions; L has no radial average</source>
        <translation>En todas las direcciones; L no tiene promedio radial</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>imagen</translation>
    </message>
    <message>
        <source>Show or hide the picture in view</source>
        <translation>Mostrar u ocultar la imagen a la vista</translation>
    </message>
</context>
<context>
    <name>NumbersPage</name>
    <message>
        <source>Numbers</source>
        <translation>Números</translation>
    </message>
    <message>
        <source>Fraction φ</source>
        <translation>Fracción φ</translation>
    </message>
    <message>
        <source>Pixels of the phase over all pixels measured</source>
        <translation>Píxeles de la fase sobre todos los píxeles medidos</translation>
    </message>
    <message>
        <source>Specific surface</source>
        <translation>Superficie específica</translation>
    </message>
    <message>
        <source>Length of the outline between the phases in a unit of area, from the slope of S₂ at r = 0 along x, y and both diagonals (Crofton): s = −π S₂′(0) if isotropic</source>
        <translation>Longitud del contorno entre las fases por unidad de área, de la pendiente de S₂ en r = 0 en x, y y ambas diagonales (Crofton): s = −π S₂′(0) si es isótropo</translation>
    </message>
    <message>
        <source>Mean intercept</source>
        <translation>Intercepto medio</translation>
    </message>
    <message>
        <source>Mean length of the chords of the phase over all directions: π φ / s</source>
        <translation>Longitud media de las cuerdas de la fase en todas las direcciones: π φ / s</translation>
    </message>
    <message>
        <source>Mean intercept, x</source>
        <translation>Intercepto medio, x</translation>
    </message>
    <message>
        <source>Mean length of the chords along x: −φ / S₂′(0)</source>
        <translation>Longitud media de las cuerdas en x: −φ / S₂′(0)</translation>
    </message>
    <message>
        <source>Mean intercept, y</source>
        <translation>Intercepto medio, y</translation>
    </message>
    <message>
        <source>Mean length of the chords along y: −φ / S₂′(0)</source>
        <translation>Longitud media de las cuerdas en y: −φ / S₂′(0)</translation>
    </message>
    <message>
        <source>Anisotropy</source>
        <translation>Anisotropía</translation>
    </message>
    <message>
        <source>Longest over shortest mean intercept of directions at right angles: x against y, or one diagonal against the other; 1 is none</source>
        <translation>El mayor entre el menor intercepto medio de direcciones perpendiculares: x frente a y, o una diagonal frente a la otra; 1 es ninguna</translation>
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
    <name>PlotsPanel</name>
    <message>
        <source>Samples per class</source>
        <translation>Muestras por clase</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>imagen</translation>
    </message>
    <message>
        <source>phases kept</source>
        <translation>fases guardadas</translation>
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
</context>
<context>
    <name>Saving</name>
    <message>
        <source>1 sample</source>
        <translation>1 muestra</translation>
    </message>
    <message>
        <source>{count} samples</source>
        <translation>{count} muestras</translation>
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
