<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About GeoDesk</source>
        <translation>Acerca de GeoDesk</translation>
    </message>
    <message>
        <source>GeoDesk is free software under the BSD 3-Clause licence. Qt is used under the LGPL 3: its libraries lie beside the program and may be replaced by builds of your own.</source>
        <translation>GeoDesk es software libre con la licencia BSD de 3 cláusulas. Qt se usa con la LGPL 3: sus bibliotecas están junto al programa y usted puede reemplazarlas por compilaciones propias.</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versiones</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Licencias</translation>
    </message>
    <message>
        <source>What GeoDesk is made of</source>
        <translation>De qué está hecho GeoDesk</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>Texto de la licencia</translation>
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
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Classify, label and measure micrographs on the workstation beside the microscope.</source>
        <translation>Clasifica, etiqueta y mide micrografías en el equipo que está junto al microscopio.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Open folder…</source>
        <translation>Abrir carpeta…</translation>
    </message>
    <message>
        <source>Open picture…</source>
        <translation>Abrir imagen…</translation>
    </message>
    <message>
        <source>Open the last folder again</source>
        <translation>Abrir de nuevo la última carpeta</translation>
    </message>
    <message>
        <source>Open the bundled samples</source>
        <translation>Abrir las muestras incluidas</translation>
    </message>
    <message>
        <source>Read the folder again</source>
        <translation>Volver a leer la carpeta</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>Preferencias…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Explore</source>
        <translation>Explorar</translation>
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
        <source>Phases</source>
        <translation>Fases</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Contar</translation>
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
        <source>Grid of pictures</source>
        <translation>Cuadrícula</translation>
    </message>
    <message>
        <source>Table of metadata</source>
        <translation>Tabla de metadatos</translation>
    </message>
    <message>
        <source>Next sample</source>
        <translation>Muestra siguiente</translation>
    </message>
    <message>
        <source>Previous sample</source>
        <translation>Muestra anterior</translation>
    </message>
    <message>
        <source>First sample</source>
        <translation>Primera muestra</translation>
    </message>
    <message>
        <source>Last sample</source>
        <translation>Última muestra</translation>
    </message>
    <message>
        <source>Samples panel</source>
        <translation>Panel de muestras</translation>
    </message>
    <message>
        <source>Panel of the mode</source>
        <translation>Panel del modo</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>Gráficas</translation>
    </message>
</context>
<context>
    <name>Badges</name>
    <message>
        <source>verified</source>
        <translation>verificado</translation>
    </message>
    <message>
        <source>unverified</source>
        <translation>sin verificar</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fallido</translation>
    </message>
    <message>
        <source>demonstration</source>
        <translation>demostración</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>Saving the last change of labels…</source>
        <translation>Guardando el último cambio de etiquetas…</translation>
    </message>
    <message>
        <source>Saving 1 label…</source>
        <translation>Guardando 1 etiqueta…</translation>
    </message>
    <message>
        <source>Saving {count} labels…</source>
        <translation>Guardando {count} etiquetas…</translation>
    </message>
    <message>
        <source>Stopping: {job}. What is done is kept.</source>
        <translation>Deteniendo: {job}. Lo hecho se conserva.</translation>
    </message>
    <message>
        <source>Finishing what is being saved…</source>
        <translation>Terminando lo que se está guardando…</translation>
    </message>
</context>
<context>
    <name>ExplorePanel</name>
    <message>
        <source>No picture in view</source>
        <translation>Ninguna imagen a la vista</translation>
    </message>
    <message>
        <source>Synthetic: drawn or generated, not recorded by an instrument.</source>
        <translation>Sintética: dibujada o generada, no registrada por un instrumento.</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>gris</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>color</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Píxeles</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message>
        <source>Pixel size</source>
        <translation>Tamaño de píxel</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>Field width</source>
        <translation>Ancho del campo</translation>
    </message>
    <message>
        <source>Between pages</source>
        <translation>Entre páginas</translation>
    </message>
    <message>
        <source>{rows} rows ({source})</source>
        <translation>{rows} filas ({source})</translation>
    </message>
    <message>
        <source>Information bar</source>
        <translation>Barra de información</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>Instrumento</translation>
    </message>
    <message>
        <source>Voltage</source>
        <translation>Tensión</translation>
    </message>
    <message>
        <source>Working distance</source>
        <translation>Distancia de trabajo</translation>
    </message>
    <message>
        <source>Magnification</source>
        <translation>Aumentos</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>Detector</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <source>Software</source>
        <translation>Programa</translation>
    </message>
</context>
<context>
    <name>Groups</name>
    <message>
        <source>Files</source>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Modes</source>
        <translation>Modos</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Vista</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Muestras</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <source>Classify</source>
        <translation>Clasificar</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>Leyendas</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Etiquetas</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>Gráficas</translation>
    </message>
    <message>
        <source>Count points</source>
        <translation>Contar puntos</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medir</translation>
    </message>
    <message>
        <source>Watch folder</source>
        <translation>Vigilar carpeta</translation>
    </message>
    <message>
        <source>History and recipes</source>
        <translation>Historial y recetas</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Estructura</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Generar</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>Paneles</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
</context>
<context>
    <name>KeyboardSheet</name>
    <message>
        <source>Keyboard</source>
        <translation>Teclado</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Archivo</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Vista</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>&amp;Muestras</translation>
    </message>
    <message>
        <source>&amp;Picture</source>
        <translation>&amp;Imagen</translation>
    </message>
    <message>
        <source>&amp;Classify</source>
        <translation>&amp;Clasificar</translation>
    </message>
    <message>
        <source>&amp;Labels</source>
        <translation>&amp;Etiquetas</translation>
    </message>
    <message>
        <source>S&amp;tructure</source>
        <translation>&amp;Estructura</translation>
    </message>
    <message>
        <source>C&amp;ount</source>
        <translation>C&amp;ontar</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>&amp;Medir</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;Generar</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>A&amp;yuda</translation>
    </message>
</context>
<context>
    <name>NotSaved</name>
    <message>
        <source>Not everything was saved</source>
        <translation>No se guardó todo</translation>
    </message>
    <message>
        <source>Something could not be saved while GeoDesk was closing.</source>
        <translation>Algo no se pudo guardar al cerrar GeoDesk.</translation>
    </message>
    <message>
        <source>Close all the same</source>
        <translation>Cerrar de todos modos</translation>
    </message>
    <message>
        <source>Go on working</source>
        <translation>Seguir trabajando</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Find a command</source>
        <translation>Buscar una orden</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Órdenes</translation>
    </message>
</context>
<context>
    <name>Panels</name>
    <message>
        <source>Samples</source>
        <translation>Muestras</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Imagen</translation>
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
        <source>Phases</source>
        <translation>Fases</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Generar</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Contar</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Medir</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>Gráficas</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Watched folder</source>
        <translation>Carpeta vigilada</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>Preferences</source>
        <translation>Preferencias</translation>
    </message>
    <message>
        <source>Language of the system</source>
        <translation>El del sistema</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>El del sistema</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>login name</source>
        <translation>nombre de usuario</translation>
    </message>
    <message>
        <source>After a label, go on to the next sample</source>
        <translation>Tras etiquetar, pasar a la muestra siguiente</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>Annotator</source>
        <translation>Anotador</translation>
    </message>
    <message>
        <source>General</source>
        <translation>General</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Dispositivo</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Entrenamiento</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation>Unidad</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>Look in:</source>
        <translation>Buscar en:</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>Tipo de archivo:</translation>
    </message>
    <message>
        <source>File &amp;name:</source>
        <translation>&amp;Nombre:</translation>
    </message>
    <message>
        <source>Directory:</source>
        <translation>Carpeta:</translation>
    </message>
</context>
<context>
    <name>QShortcut</name>
    <message>
        <source>Ctrl</source>
        <translation>Ctrl</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Mayús</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Supr</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>Retroceso</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>PgUp</source>
        <translation>RePág</translation>
    </message>
    <message>
        <source>PgDown</source>
        <translation>AvPág</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>by hand</source>
        <translation>a mano</translation>
    </message>
    <message>
        <source>detected</source>
        <translation>detectada</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Opening {name}…</source>
        <translation>Abriendo {name}…</translation>
    </message>
    <message>
        <source>No folder open</source>
        <translation>Ninguna carpeta abierta</translation>
    </message>
    <message>
        <source>No pictures here</source>
        <translation>Aquí no hay imágenes</translation>
    </message>
    <message>
        <source>{name}   {place} of {total}</source>
        <translation>{name}   {place} de {total}</translation>
    </message>
    <message>
        <source>Pixel size unknown</source>
        <translation>Tamaño de píxel desconocido</translation>
    </message>
    <message>
        <source>{length}/px · {source}</source>
        <translation>{length}/px · {source}</translation>
    </message>
    <message>
        <source>No model loaded</source>
        <translation>Ningún modelo cargado</translation>
    </message>
</context>
<context>
    <name>StopTraining</name>
    <message>
        <source>A model is being trained</source>
        <translation>Se está entrenando un modelo</translation>
    </message>
    <message>
        <source>Closing GeoDesk stops the training of a model.</source>
        <translation>Al cerrar GeoDesk se detiene el entrenamiento de un modelo.</translation>
    </message>
    <message>
        <source>The epochs that are done are kept: it can be continued another day with “Retrain…”.</source>
        <translation>Las épocas hechas se conservan: se puede continuar otro día con «Reentrenar…».</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Detener y cerrar</translation>
    </message>
    <message>
        <source>Go on working</source>
        <translation>Seguir trabajando</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>Abrir su carpeta</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>Waiting</name>
    <message>
        <source>Closing GeoDesk</source>
        <translation>Cerrando GeoDesk</translation>
    </message>
    <message>
        <source>Go on working</source>
        <translation>Seguir trabajando</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Toolbar</source>
        <translation>Barra de herramientas</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Abrir carpeta</translation>
    </message>
    <message>
        <source>Open picture</source>
        <translation>Abrir imagen</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Todos los archivos</translation>
    </message>
</context>
</TS>
