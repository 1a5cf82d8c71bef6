<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Select and move measurements</source>
        <translation>Seleccionar y mover mediciones</translation>
    </message>
    <message>
        <source>Measure a length</source>
        <translation>Medir una longitud</translation>
    </message>
    <message>
        <source>Measure an angle</source>
        <translation>Medir un ángulo</translation>
    </message>
    <message>
        <source>Measure an outline corner by corner</source>
        <translation>Medir un contorno esquina por esquina</translation>
    </message>
    <message>
        <source>Measure an outline drawn freehand</source>
        <translation>Medir un contorno a mano alzada</translation>
    </message>
    <message>
        <source>Measure a rectangle</source>
        <translation>Medir un rectángulo</translation>
    </message>
    <message>
        <source>Measure an ellipse</source>
        <translation>Medir una elipse</translation>
    </message>
    <message>
        <source>Profile of grey levels along a line</source>
        <translation>Perfil de grises a lo largo de una línea</translation>
    </message>
    <message>
        <source>Diameters of fibres or particles</source>
        <translation>Diámetros de fibras o partículas</translation>
    </message>
    <message>
        <source>Close the outline</source>
        <translation>Cerrar el contorno</translation>
    </message>
    <message>
        <source>Delete the measurement or the last corner</source>
        <translation>Eliminar la medición o la última esquina</translation>
    </message>
    <message>
        <source>Undo the last measurement</source>
        <translation>Deshacer la última medición</translation>
    </message>
    <message>
        <source>Redo the measurement</source>
        <translation>Rehacer la medición</translation>
    </message>
    <message>
        <source>Copy the table of measurements</source>
        <translation>Copiar la tabla de mediciones</translation>
    </message>
    <message>
        <source>Save measurements as CSV…</source>
        <translation>Guardar mediciones en CSV…</translation>
    </message>
</context>
<context>
    <name>MeasurePanel</name>
    <message>
        <source>Select</source>
        <translation>Seleccionar</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Longitud</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>Ángulo</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>Polígono</translation>
    </message>
    <message>
        <source>Freehand</source>
        <translation>A mano</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rectángulo</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Elipse</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>Diameter</source>
        <translation>Diámetro</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Name of the measurement</source>
        <translation>Nombre de la medición</translation>
    </message>
    <message>
        <source>What you measure, such as fibre or pore: of the selected one and of those to come</source>
        <translation>Qué se mide, por ejemplo fibra o poro: para la seleccionada y para las siguientes</translation>
    </message>
    <message>
        <source>such as fibre</source>
        <translation>por ejemplo fibra</translation>
    </message>
    <message>
        <source>Line width</source>
        <translation>Ancho de línea</translation>
    </message>
    <message>
        <source>Width of the profile&apos;s line</source>
        <translation>Ancho de la línea del perfil</translation>
    </message>
    <message>
        <source>Grey levels are averaged across so many pixels</source>
        <translation>Los grises se promedian a lo ancho de estos píxeles</translation>
    </message>
    <message>
        <source>This picture</source>
        <translation>Esta imagen</translation>
    </message>
    <message>
        <source>The whole folder</source>
        <translation>Toda la carpeta</translation>
    </message>
    <message>
        <source>Of what</source>
        <translation>De qué</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Save CSV…</source>
        <translation>Guardar CSV…</translation>
    </message>
    <message>
        <source>Keys: 1-8 tools, 0 or Esc selects, Del deletes. All is kept beside the folder at once.</source>
        <translation>Teclas: 1-8 herramientas, 0 o Esc selecciona, Supr elimina. Todo se guarda al momento junto a la carpeta.</translation>
    </message>
    <message>
        <source>The pixel size of this picture is unknown, so values are in pixels. Press P to give it.</source>
        <translation>No se conoce el tamaño de píxel de esta imagen: los valores están en píxeles. Pulse P para indicarlo.</translation>
    </message>
    <message>
        <source>mean {mean}</source>
        <translation>media {mean}</translation>
    </message>
    <message>
        <source>standard deviation {sd}</source>
        <translation>desviación estándar {sd}</translation>
    </message>
    <message>
        <source>median {median}, from {least} to {most}</source>
        <translation>mediana {median}, de {least} a {most}</translation>
    </message>
    <message>
        <source>equivalent diameter</source>
        <translation>diámetro equivalente</translation>
    </message>
    <message>
        <source>{n} in pixels left out: their pixel size is unknown</source>
        <translation>Sin contar {n} en píxeles: no se conoce su tamaño de píxel</translation>
    </message>
    <message>
        <source>Nothing is measured in this picture yet: take a tool and draw.</source>
        <translation>Todavía no hay mediciones en esta imagen: tome una herramienta y dibuje.</translation>
    </message>
    <message>
        <source>Grey levels from {low} to {high}</source>
        <translation>Grises de {low} a {high}</translation>
    </message>
    <message>
        <source>No single peak: no width at half height</source>
        <translation>No hay un pico único: sin ancho a media altura</translation>
    </message>
    <message>
        <source>Width at half height (FWHM): {width}</source>
        <translation>Ancho a media altura (FWHM): {width}</translation>
    </message>
</context>
<context>
    <name>MeasureTable</name>
    <message>
        <source>Measurements of the picture in view</source>
        <translation>Mediciones de la imagen a la vista</translation>
    </message>
</context>
<context>
    <name>Measuring</name>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Save measurements</source>
        <translation>Guardar mediciones</translation>
    </message>
    <message>
        <source>measurements</source>
        <translation>mediciones</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Enter or a double click closes the outline · Esc drops it</source>
        <translation>Intro o doble clic cierra el contorno · Esc lo descarta</translation>
    </message>
    <message>
        <source>Click on a measurement to select it; drag to move it</source>
        <translation>Haga clic en una medición para seleccionarla; arrástrela para moverla</translation>
    </message>
    <message>
        <source>Click three points: arm, corner, arm</source>
        <translation>Haga clic en tres puntos: brazo, vértice, brazo</translation>
    </message>
    <message>
        <source>Click the corners of the outline; close it at the first one</source>
        <translation>Haga clic en las esquinas del contorno; ciérrelo en la primera</translation>
    </message>
    <message>
        <source>Draw around with the button held down</source>
        <translation>Dibuje alrededor con el botón pulsado</translation>
    </message>
    <message>
        <source>Click on both edges, one fibre or particle after the other</source>
        <translation>Haga clic en los dos bordes, una fibra o partícula tras otra</translation>
    </message>
    <message>
        <source>Drag from end to end; Shift keeps it level, upright or at 45°</source>
        <translation>Arrastre de extremo a extremo; Mayús la mantiene horizontal, vertical o a 45°</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Longitud</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>Ángulo</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>Contorno</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rectángulo</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Elipse</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>Diameter</source>
        <translation>Diámetro</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Área</translation>
    </message>
    <message>
        <source>Perimeter</source>
        <translation>Perímetro</translation>
    </message>
    <message>
        <source>Equivalent diameter</source>
        <translation>Diámetro equivalente</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Ancho</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Alto</translation>
    </message>
</context>
</TS>
