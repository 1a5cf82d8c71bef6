<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Figures…</source>
        <translation>Figuras…</translation>
    </message>
    <message>
        <source>Sample report…</source>
        <translation>Informe de muestra…</translation>
    </message>
</context>
<context>
    <name>FigureDialog</name>
    <message>
        <source>Drawing…</source>
        <translation>Dibujando…</translation>
    </message>
    <message>
        <source>Save {count} figures</source>
        <translation>Guardar {count} figuras</translation>
    </message>
    <message>
        <source>Save the figure</source>
        <translation>Guardar la figura</translation>
    </message>
    <message>
        <source>{width} × {height} mm at {dpi} dpi</source>
        <translation>{width} × {height} mm a {dpi} ppp</translation>
    </message>
    <message>
        <source>one pixel is {size}</source>
        <translation>un píxel mide {size}</translation>
    </message>
    <message>
        <source>⚠ No scale bar where the pixel size is unknown: {names}</source>
        <translation>⚠ Sin barra de escala donde no se conoce el tamaño de píxel: {names}</translation>
    </message>
    <message>
        <source>figures</source>
        <translation>figuras</translation>
    </message>
    <message>
        <source>Folder of the figures</source>
        <translation>Carpeta de las figuras</translation>
    </message>
    <message>
        <source>Beside each</source>
        <translation>Al lado de cada una</translation>
    </message>
    <message>
        <source>Beside each: {name}</source>
        <translation>Al lado de cada una: {name}</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Figuras</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy this figure, in its full size, to paste it elsewhere</source>
        <translation>Copia esta figura en su tamaño completo, para pegarla en otra parte</translation>
    </message>
</context>
<context>
    <name>FigureForm</name>
    <message>
        <source>Rows</source>
        <translation>Filas</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Columnas</translation>
    </message>
    <message>
        <source> % of the width</source>
        <translation> % del ancho</translation>
    </message>
    <message>
        <source>All in one scale</source>
        <translation>Todas a la misma escala</translation>
    </message>
    <message>
        <source>Cuts each picture around its middle to the length that the smallest shows</source>
        <translation>Recorta cada imagen alrededor del centro hasta la longitud que muestra la menor</translation>
    </message>
    <message>
        <source>Keep the information bar</source>
        <translation>Conservar la barra de información</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Rows × columns</source>
        <translation>Filas × columnas</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Separación</translation>
    </message>
    <message>
        <source>Beside each</source>
        <translation>Al lado de cada una</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Width in print</source>
        <translation>Ancho impreso</translation>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>Puntos por pulgada</translation>
    </message>
    <message>
        <source>Scale bar</source>
        <translation>Barra de escala</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Longitud</translation>
    </message>
    <message>
        <source>Corner</source>
        <translation>Esquina</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Color</translation>
    </message>
    <message>
        <source>Text height</source>
        <translation>Alto del texto</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>Letras</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Contraste</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Formato</translation>
    </message>
    <message>
        <source>One for each picture</source>
        <translation>Uno por imagen</translation>
    </message>
    <message>
        <source>Plates of several</source>
        <translation>Láminas de varias</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nada</translation>
    </message>
    <message>
        <source>XPL beside PPL</source>
        <translation>XPL junto a PPL</translation>
    </message>
    <message>
        <source>Its kept phases</source>
        <translation>Sus fases guardadas</translation>
    </message>
    <message>
        <source>A picture…</source>
        <translation>Una imagen…</translation>
    </message>
    <message>
        <source>Same name in a folder…</source>
        <translation>Del mismo nombre en una carpeta…</translation>
    </message>
    <message>
        <source>Pixels of the picture</source>
        <translation>Píxeles de la imagen</translation>
    </message>
    <message>
        <source>Width in mm</source>
        <translation>Ancho en mm</translation>
    </message>
    <message>
        <source>A round length</source>
        <translation>De longitud redonda</translation>
    </message>
    <message>
        <source>Of this length</source>
        <translation>De esta longitud</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguna</translation>
    </message>
    <message>
        <source>Lower right</source>
        <translation>Abajo a la derecha</translation>
    </message>
    <message>
        <source>Lower left</source>
        <translation>Abajo a la izquierda</translation>
    </message>
    <message>
        <source>Upper right</source>
        <translation>Arriba a la derecha</translation>
    </message>
    <message>
        <source>Upper left</source>
        <translation>Arriba a la izquierda</translation>
    </message>
    <message>
        <source>White, black outline</source>
        <translation>Blanco con borde negro</translation>
    </message>
    <message>
        <source>Black, white outline</source>
        <translation>Negro con borde blanco</translation>
    </message>
    <message>
        <source>As in the window</source>
        <translation>Como en la ventana</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>Full range</source>
        <translation>Rango completo</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>Figures</source>
        <translation>Figuras</translation>
    </message>
    <message>
        <source>Sample reports</source>
        <translation>Informes de muestras</translation>
    </message>
</context>
<context>
    <name>PreviewDialog</name>
    <message>
        <source>Selected: {count}</source>
        <translation>Seleccionadas: {count}</translation>
    </message>
    <message>
        <source>The one in view</source>
        <translation>La que está a la vista</translation>
    </message>
    <message>
        <source>All that are listed: {count}</source>
        <translation>Todas las de la lista: {count}</translation>
    </message>
    <message>
        <source>‹ Previous</source>
        <translation>‹ Anterior</translation>
    </message>
    <message>
        <source>Next ›</source>
        <translation>Siguiente ›</translation>
    </message>
    <message>
        <source>Folder:</source>
        <translation>Carpeta:</translation>
    </message>
    <message>
        <source>Other folder…</source>
        <translation>Otra carpeta…</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vista previa</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Measuring…</source>
        <translation>Midiendo…</translation>
    </message>
    <message>
        <source>Save {count} reports</source>
        <translation>Guardar {count} informes</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Guardar el informe</translation>
    </message>
    <message>
        <source>Not classified yet: “Classify folder” puts classes into the report.</source>
        <translation>Sin clasificar todavía: «Clasificar carpeta» agrega las clases al informe.</translation>
    </message>
    <message>
        <source>Transport is solved while the reports are written.</source>
        <translation>El transporte se calcula al guardar los informes.</translation>
    </message>
    <message>
        <source>Save the report ({files} files)</source>
        <translation>Guardar el informe ({files} archivos)</translation>
    </message>
    <message>
        <source>reports</source>
        <translation>informes</translation>
    </message>
    <message>
        <source>Save {count} reports ({files} files)</source>
        <translation>Guardar {count} informes ({files} archivos)</translation>
    </message>
    <message>
        <source>Open when done</source>
        <translation>Abrir al terminar</translation>
    </message>
    <message>
        <source>Folder of the reports</source>
        <translation>Carpeta de los informes</translation>
    </message>
    <message>
        <source>Sample report</source>
        <translation>Informe de muestra</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Muestras</translation>
    </message>
</context>
<context>
    <name>ReportForm</name>
    <message>
        <source>Transport along {axis}</source>
        <translation>Transporte en {axis}</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Formato</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Papel</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Contraste</translation>
    </message>
    <message>
        <source>Phases</source>
        <translation>Fases</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Umbral</translation>
    </message>
    <message>
        <source>Grey level</source>
        <translation>Nivel de gris</translation>
    </message>
    <message>
        <source>Stacks</source>
        <translation>Pilas</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Página</translation>
    </message>
    <message>
        <source>Transport along</source>
        <translation>Transporte en</translation>
    </message>
    <message>
        <source>Conducting phase</source>
        <translation>Fase que conduce</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Carta</translation>
    </message>
    <message>
        <source>Those kept, else by threshold</source>
        <translation>Las guardadas; si no hay, por umbral</translation>
    </message>
    <message>
        <source>Always by threshold</source>
        <translation>Siempre por umbral</translation>
    </message>
    <message>
        <source>This grey level</source>
        <translation>Este nivel de gris</translation>
    </message>
    <message>
        <source>All pages, as a volume</source>
        <translation>Todas las páginas, como volumen</translation>
    </message>
    <message>
        <source>One page</source>
        <translation>Una página</translation>
    </message>
    <message>
        <source>As in the window</source>
        <translation>Como en la ventana</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>Full range</source>
        <translation>Rango completo</translation>
    </message>
</context>
</TS>
