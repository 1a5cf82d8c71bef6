<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Save the metadata as CSV…</source>
        <translation>Guardar los metadatos en CSV…</translation>
    </message>
    <message>
        <source>Copy the listed pictures to a folder…</source>
        <translation>Copiar a una carpeta las de la lista…</translation>
    </message>
    <message>
        <source>Group pictures into samples…</source>
        <translation>Agrupar imágenes en muestras…</translation>
    </message>
    <message>
        <source>Search by name</source>
        <translation>Buscar por nombre</translation>
    </message>
    <message>
        <source>Select all listed samples</source>
        <translation>Seleccionar todas las muestras de la lista</translation>
    </message>
    <message>
        <source>Select only the sample in view</source>
        <translation>Seleccionar solo la muestra en pantalla</translation>
    </message>
    <message>
        <source>Larger thumbnails</source>
        <translation>Miniaturas más grandes</translation>
    </message>
    <message>
        <source>Smaller thumbnails</source>
        <translation>Miniaturas más pequeñas</translation>
    </message>
    <message>
        <source>Apply the filter again</source>
        <translation>Aplicar de nuevo el filtro</translation>
    </message>
    <message>
        <source>Show all samples</source>
        <translation>Mostrar todas las muestras</translation>
    </message>
    <message>
        <source>Show those without a label</source>
        <translation>Mostrar las que no tienen etiqueta</translation>
    </message>
    <message>
        <source>Show those with a label</source>
        <translation>Mostrar las etiquetadas</translation>
    </message>
    <message>
        <source>Show unsure suggestions</source>
        <translation>Mostrar las sugerencias dudosas</translation>
    </message>
    <message>
        <source>Show where label and model disagree</source>
        <translation>Mostrar donde etiqueta y modelo difieren</translation>
    </message>
    <message>
        <source>Show those with errors</source>
        <translation>Mostrar las que tienen errores</translation>
    </message>
    <message>
        <source>Sort by file</source>
        <translation>Ordenar por archivo</translation>
    </message>
    <message>
        <source>Sort the newest first</source>
        <translation>Ordenar: las más nuevas primero</translation>
    </message>
    <message>
        <source>Sort the least sure first</source>
        <translation>Ordenar: primero las menos seguras</translation>
    </message>
    <message>
        <source>Sort the surest first</source>
        <translation>Ordenar: primero las más seguras</translation>
    </message>
    <message>
        <source>Sort by label</source>
        <translation>Ordenar por etiqueta</translation>
    </message>
    <message>
        <source>Sort as active training asks</source>
        <translation>Ordenar como pide el entrenamiento activo</translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>Sample</source>
        <translation>Muestra</translation>
    </message>
    <message>
        <source>kV</source>
        <translation>kV</translation>
    </message>
    <message>
        <source>Working distance</source>
        <translation>Distancia de trabajo</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>Detector</translation>
    </message>
    <message>
        <source>Magnification</source>
        <translation>Aumentos</translation>
    </message>
    <message>
        <source>Pixel size</source>
        <translation>Tamaño de píxel</translation>
    </message>
    <message>
        <source>Source of the pixel size</source>
        <translation>Origen del tamaño de píxel</translation>
    </message>
    <message>
        <source>Width (px)</source>
        <translation>Ancho (px)</translation>
    </message>
    <message>
        <source>Height (px)</source>
        <translation>Alto (px)</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Píxeles</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>Instrumento</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Save metadata</source>
        <translation>Guardar metadatos</translation>
    </message>
    <message>
        <source>metadata</source>
        <translation>metadatos</translation>
    </message>
</context>
<context>
    <name>Copying</name>
    <message>
        <source>A folder for copies of the listed pictures</source>
        <translation>Una carpeta para las copias de las imágenes de la lista</translation>
    </message>
    <message>
        <source>Copying the listed pictures</source>
        <translation>Copiando las imágenes de la lista</translation>
    </message>
</context>
<context>
    <name>Grid</name>
    <message>
        <source>Grid of samples</source>
        <translation>Cuadrícula de muestras</translation>
    </message>
    <message>
        <source>Click, Shift or Ctrl: select · double click: open</source>
        <translation>Clic, Mayús o Ctrl: seleccionar · doble clic: abrir</translation>
    </message>
    <message>
        <source>1 of {listed} selected</source>
        <translation>1 de {listed} seleccionada</translation>
    </message>
    <message>
        <source>{n} of {listed} selected</source>
        <translation>{n} de {listed} seleccionadas</translation>
    </message>
</context>
<context>
    <name>GridView</name>
    <message>
        <source>Samples</source>
        <translation>Muestras</translation>
    </message>
</context>
<context>
    <name>Grouping</name>
    <message>
        <source>Group pictures into samples</source>
        <translation>Agrupar imágenes en muestras</translation>
    </message>
    <message>
        <source>Pictures whose names fit a ticked pattern are one sample; the first one wins.</source>
        <translation>Las imágenes cuyo nombre cumple un patrón marcado son una sola muestra; vale el primero que se cumpla.</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>En uso</translation>
    </message>
    <message>
        <source>Makes</source>
        <translation>Forma</translation>
    </message>
    <message>
        <source>File names</source>
        <translation>Nombres de archivo</translation>
    </message>
    <message>
        <source>a pair</source>
        <translation>una pareja</translation>
    </message>
    <message>
        <source>a series</source>
        <translation>una serie</translation>
    </message>
    <message>
        <source>{pictures} pictures: {pairs} pairs, {series} rotation series, {single} single pictures.</source>
        <translation>{pictures} imágenes: {pairs} parejas, {series} series de rotación, {single} imágenes sueltas.</translation>
    </message>
</context>
<context>
    <name>MetadataFilter</name>
    <message>
        <source>List everything again, in the list&apos;s own order: {filter}</source>
        <translation>Volver a mostrar todo, en el orden de la lista: {filter}</translation>
    </message>
</context>
<context>
    <name>SampleList</name>
    <message>
        <source>Samples</source>
        <translation>Muestras</translation>
    </message>
</context>
<context>
    <name>SampleTable</name>
    <message>
        <source>Table of samples</source>
        <translation>Tabla de muestras</translation>
    </message>
    <message>
        <source>Samples and their metadata</source>
        <translation>Muestras y sus metadatos</translation>
    </message>
    <message>
        <source>Filter by metadata</source>
        <translation>Filtrar por metadatos</translation>
    </message>
    <message>
        <source>Filter, such as kv &gt;= 10; Enter applies</source>
        <translation>Filtro, por ejemplo kv &gt;= 10; Intro lo aplica</translation>
    </message>
    <message>
        <source>Columns: kv, wd, detector, magnification, pixel_size, width, height, instrument, date.
Signs: == != &lt; &lt;= &gt; &gt;= ~ (with * and ?), and, or, not. Lengths with their unit: pixel_size &lt; 50nm.
Ranges: kv == 5..20, date == 2024-03..2024-06; a date is a year, a month or a day: date &gt;= 2024-05-01.
The right button on a column&apos;s title lists its values.</source>
        <translation>Columnas: kv, wd, detector, magnification, pixel_size, width, height, instrument, date.
Signos: == != &lt; &lt;= &gt; &gt;= ~ (con * y ?), and (y), or (o), not (no). Longitudes con su unidad: pixel_size &lt; 50nm.
Intervalos: kv == 5..20, date == 2024-03..2024-06; una fecha es un año, un mes o un día: date &gt;= 2024-05-01.
El botón derecho sobre el título de una columna muestra sus valores.</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Columnas</translation>
    </message>
    <message>
        <source>Save CSV…</source>
        <translation>Guardar CSV…</translation>
    </message>
    <message>
        <source>No value</source>
        <translation>Sin valores</translation>
    </message>
    <message>
        <source>Reading what the files say: {n} of {total}</source>
        <translation>Leyendo lo que dicen los archivos: {n} de {total}</translation>
    </message>
</context>
<context>
    <name>SampleView</name>
    <message>
        <source>Reading the folder…</source>
        <translation>Leyendo la carpeta…</translation>
    </message>
    <message>
        <source>No folder is open</source>
        <translation>No hay ninguna carpeta abierta</translation>
    </message>
    <message>
        <source>The folder holds no picture that GeoDesk reads</source>
        <translation>La carpeta no contiene imágenes que GeoDesk lea</translation>
    </message>
    <message>
        <source>No sample passes the filter</source>
        <translation>Ninguna muestra cumple el filtro</translation>
    </message>
</context>
<context>
    <name>Samples</name>
    <message>
        <source>Only those labelled {label}: {n}</source>
        <translation>Solo las etiquetadas {label}: {n}</translation>
    </message>
    <message>
        <source>Only those that the model calls {label}: {n}</source>
        <translation>Solo las que el modelo llama {label}: {n}</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>No se puede leer</translation>
    </message>
    <message>
        <source>mixed</source>
        <translation>mixta</translation>
    </message>
    <message>
        <source>PPL/XPL pair</source>
        <translation>Par PPL/XPL</translation>
    </message>
    <message>
        <source>Rotation series of {n} pictures</source>
        <translation>Serie de rotación de {n} imágenes</translation>
    </message>
    <message>
        <source>Its pictures carry different labels</source>
        <translation>Sus imágenes llevan etiquetas distintas</translation>
    </message>
    <message>
        <source>Label: {label}</source>
        <translation>Etiqueta: {label}</translation>
    </message>
    <message>
        <source>Without a label</source>
        <translation>Sin etiqueta</translation>
    </message>
    <message>
        <source>Suggestion: {label}, {probability}</source>
        <translation>Sugerencia: {label}, {probability}</translation>
    </message>
    <message>
        <source>All ({n})</source>
        <translation>Todas ({n})</translation>
    </message>
    <message>
        <source>Without a label ({n})</source>
        <translation>Sin etiqueta ({n})</translation>
    </message>
    <message>
        <source>With a label ({n})</source>
        <translation>Con etiqueta ({n})</translation>
    </message>
    <message>
        <source>Unsure suggestion ({n})</source>
        <translation>Sugerencia dudosa ({n})</translation>
    </message>
    <message>
        <source>Label and model disagree ({n})</source>
        <translation>Etiqueta y modelo difieren ({n})</translation>
    </message>
    <message>
        <source>With errors ({n})</source>
        <translation>Con errores ({n})</translation>
    </message>
    <message>
        <source>Pictures labelled differently ({n})</source>
        <translation>Etiquetas distintas ({n})</translation>
    </message>
    <message>
        <source>People disagree ({n})</source>
        <translation>Personas en desacuerdo ({n})</translation>
    </message>
    <message>
        <source>By file</source>
        <translation>Por archivo</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Más nuevas primero</translation>
    </message>
    <message>
        <source>Least sure first</source>
        <translation>Primero las menos seguras</translation>
    </message>
    <message>
        <source>Surest first</source>
        <translation>Primero las más seguras</translation>
    </message>
    <message>
        <source>By label</source>
        <translation>Por etiqueta</translation>
    </message>
    <message>
        <source>Active training</source>
        <translation>Entrenamiento activo</translation>
    </message>
    <message>
        <source>Most disagreement first</source>
        <translation>Más desacuerdo primero</translation>
    </message>
    <message>
        <source>Suggestion: {label}</source>
        <translation>Sugerencia: {label}</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>dudosa</translation>
    </message>
</context>
<context>
    <name>SamplesPanel</name>
    <message>
        <source>Search by name (Ctrl+F)</source>
        <translation>Buscar por nombre (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search by name</source>
        <translation>Buscar por nombre</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtro</translation>
    </message>
    <message>
        <source>Which samples are listed (Ctrl+U: those without a label)</source>
        <translation>Qué muestras se listan (Ctrl+U: las que no tienen etiqueta)</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>The order of the list</source>
        <translation>El orden de la lista</translation>
    </message>
    <message>
        <source>less sure than </source>
        <translation>menos seguras que </translation>
    </message>
    <message>
        <source>Unsure below</source>
        <translation>Dudosa por debajo de</translation>
    </message>
    <message>
        <source>Suggestions with a lower probability count as unsure</source>
        <translation>Las sugerencias con menor probabilidad cuentan como dudosas</translation>
    </message>
    <message>
        <source>Samples stay listed after they are labelled; filter and sort again (Shift+F5)</source>
        <translation>Las muestras siguen en la lista después de etiquetarlas; filtrar y ordenar de nuevo (Mayús+F5)</translation>
    </message>
    <message>
        <source>Update the filter ({n})</source>
        <translation>Actualizar filtro ({n})</translation>
    </message>
    <message>
        <source>Sort again</source>
        <translation>Ordenar de nuevo</translation>
    </message>
    <message>
        <source>1 sample</source>
        <translation>1 muestra</translation>
    </message>
    <message>
        <source>{n} samples</source>
        <translation>{n} muestras</translation>
    </message>
    <message>
        <source>{n} of {total} samples</source>
        <translation>{n} de {total} muestras</translation>
    </message>
    <message>
        <source>{n} selected</source>
        <translation>{n} seleccionadas</translation>
    </message>
</context>
</TS>
