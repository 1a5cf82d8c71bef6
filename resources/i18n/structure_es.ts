<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Paint phase 1</source>
        <translation>Pintar la fase 1</translation>
    </message>
    <message>
        <source>Paint phase 2</source>
        <translation>Pintar la fase 2</translation>
    </message>
    <message>
        <source>Paint phase 3</source>
        <translation>Pintar la fase 3</translation>
    </message>
    <message>
        <source>Paint phase 4</source>
        <translation>Pintar la fase 4</translation>
    </message>
    <message>
        <source>Paint phase 5</source>
        <translation>Pintar la fase 5</translation>
    </message>
    <message>
        <source>Paint phase 6</source>
        <translation>Pintar la fase 6</translation>
    </message>
    <message>
        <source>Paint phase 7</source>
        <translation>Pintar la fase 7</translation>
    </message>
    <message>
        <source>Paint phase 8</source>
        <translation>Pintar la fase 8</translation>
    </message>
    <message>
        <source>Paint phase 9</source>
        <translation>Pintar la fase 9</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pincel</translation>
    </message>
    <message>
        <source>Eraser: takes away strokes that it touches</source>
        <translation>Borrador: quita los trazos que toca</translation>
    </message>
    <message>
        <source>Bucket: gives a region of the model another class</source>
        <translation>Balde: da otra clase a una región del modelo</translation>
    </message>
    <message>
        <source>Narrower brush</source>
        <translation>Pincel más fino</translation>
    </message>
    <message>
        <source>Wider brush</source>
        <translation>Pincel más grueso</translation>
    </message>
    <message>
        <source>Undo the last stroke</source>
        <translation>Deshacer el último trazo</translation>
    </message>
    <message>
        <source>Redo the stroke</source>
        <translation>Rehacer el trazo</translation>
    </message>
    <message>
        <source>Learn the phases, or try the rule</source>
        <translation>Aprender las fases, o probar la regla</translation>
    </message>
    <message>
        <source>Show these phases over the picture</source>
        <translation>Mostrar estas fases sobre la imagen</translation>
    </message>
    <message>
        <source>Curves of the phases…</source>
        <translation>Curvas de las fases…</translation>
    </message>
    <message>
        <source>Transport…</source>
        <translation>Transporte…</translation>
    </message>
    <message>
        <source>Reconstruct…</source>
        <translation>Reconstruir…</translation>
    </message>
</context>
<context>
    <name>Applying</name>
    <message>
        <source>Phases of the folder</source>
        <translation>Fases de la carpeta</translation>
    </message>
    <message>
        <source>Make and keep the phases of:</source>
        <translation>Hacer y guardar las fases de:</translation>
    </message>
    <message>
        <source>all pictures ({n})</source>
        <translation>todas las imágenes ({n})</translation>
    </message>
    <message>
        <source>the pictures listed ({n})</source>
        <translation>las imágenes de la lista ({n})</translation>
    </message>
    <message>
        <source>the pictures selected ({n})</source>
        <translation>las imágenes seleccionadas ({n})</translation>
    </message>
    <message>
        <source>Label images that these pictures have already are replaced.</source>
        <translation>Las imágenes de etiquetas que ya tengan se sustituyen.</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Aplicar</translation>
    </message>
</context>
<context>
    <name>BrushBox</name>
    <message>
        <source>Phases</source>
        <translation>Fases</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Width of the brush in pixels of the picture (keys , and .)</source>
        <translation>Ancho del pincel en píxeles de la imagen (teclas , y .)</translation>
    </message>
    <message>
        <source>Width of the brush</source>
        <translation>Ancho del pincel</translation>
    </message>
    <message>
        <source>Paint this phase ({key})</source>
        <translation>Pintar esta fase ({key})</translation>
    </message>
    <message>
        <source>Name of phase {n}</source>
        <translation>Nombre de la fase {n}</translation>
    </message>
    <message>
        <source>1 stroke</source>
        <translation>1 trazo</translation>
    </message>
    <message>
        <source>{n} strokes</source>
        <translation>{n} trazos</translation>
    </message>
</context>
<context>
    <name>EnergyPlot</name>
    <message>
        <source>log₁₀ (energy / first)</source>
        <translation>log₁₀ (energía / inicial)</translation>
    </message>
    <message>
        <source>million swaps tried</source>
        <translation>millones de intercambios probados</translation>
    </message>
</context>
<context>
    <name>FlowForm</name>
    <message>
        <source>Phases from</source>
        <translation>Fases según</translation>
    </message>
    <message>
        <source>Conducting phase</source>
        <translation>Fase conductora</translation>
    </message>
    <message>
        <source>Of the file</source>
        <translation>Del archivo</translation>
    </message>
    <message>
        <source>Along</source>
        <translation>A lo largo de</translation>
    </message>
    <message>
        <source>k of the phase</source>
        <translation>k de la fase</translation>
    </message>
    <message>
        <source>k of the rest</source>
        <translation>k del resto</translation>
    </message>
    <message>
        <source>the threshold of the plots, t = {level}</source>
        <translation>el umbral de las gráficas, t = {level}</translation>
    </message>
    <message>
        <source>Otsu&apos;s rule</source>
        <translation>Regla de Otsu</translation>
    </message>
    <message>
        <source>the phases kept for this picture</source>
        <translation>las fases guardadas de esta imagen</translation>
    </message>
    <message>
        <source>1: bright, I &gt; t</source>
        <translation>1: clara, I &gt; t</translation>
    </message>
    <message>
        <source>0: dark, I ≤ t</source>
        <translation>0: oscura, I ≤ t</translation>
    </message>
    <message>
        <source>this page</source>
        <translation>esta página</translation>
    </message>
    <message>
        <source>all {n} pages as a volume</source>
        <translation>las {n} páginas como volumen</translation>
    </message>
    <message>
        <source>x: from left to right</source>
        <translation>x: de izquierda a derecha</translation>
    </message>
    <message>
        <source>y: from top to bottom</source>
        <translation>y: de arriba abajo</translation>
    </message>
    <message>
        <source>z: from the first page to the last</source>
        <translation>z: de la primera página a la última</translation>
    </message>
    <message>
        <source>Between pages</source>
        <translation>Entre páginas</translation>
    </message>
    <message>
        <source>The distance of the pages of the volume; 0: as the file says, else that of the pixels</source>
        <translation>La distancia entre las páginas del volumen; 0: según el archivo, si no la de los píxeles</translation>
    </message>
    <message>
        <source>as the pixels</source>
        <translation>como los píxeles</translation>
    </message>
    <message>
        <source>The rest conducts too</source>
        <translation>El resto también conduce</translation>
    </message>
    <message>
        <source>{distance} (file)</source>
        <translation>{distance} (archivo)</translation>
    </message>
    <message>
        <source>This is large: about {gb} GB of memory and {s} s are needed at most.</source>
        <translation>Es grande: necesita a lo más unos {gb} GB de memoria y {s} s.</translation>
    </message>
</context>
<context>
    <name>FunctionsPlot</name>
    <message>
        <source>target</source>
        <translation>objetivo</translation>
    </message>
    <message>
        <source>result</source>
        <translation>resultado</translation>
    </message>
    <message>
        <source>lag r (px)</source>
        <translation>desfase r (px)</translation>
    </message>
</context>
<context>
    <name>LaidDialog</name>
    <message>
        <source>Compute</source>
        <translation>Calcular</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Opacidad</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Detenido.</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Scale of the potential</source>
        <translation>Escala del potencial</translation>
    </message>
    <message>
        <source>inlet {one}</source>
        <translation>entrada {one}</translation>
    </message>
    <message>
        <source>outlet {zero}</source>
        <translation>salida {zero}</translation>
    </message>
</context>
<context>
    <name>ModelBox</name>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Abrir…</translation>
    </message>
    <message>
        <source>Open an ONNX file that segments pictures</source>
        <translation>Abrir un archivo ONNX que segmente imágenes</translation>
    </message>
    <message>
        <source>Correct the outlines</source>
        <translation>Corregir los contornos</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>What the brush and the bucket make of a place (keys 1-9)</source>
        <translation>La clase que dan el pincel y el balde (teclas 1-9)</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Width of the brush in pixels of the picture (keys , and .)</source>
        <translation>Ancho del pincel en píxeles de la imagen (teclas , y .)</translation>
    </message>
    <message>
        <source>Width of the brush</source>
        <translation>Ancho del pincel</translation>
    </message>
    <message>
        <source>Try the model on this picture; its outlines can then be corrected.</source>
        <translation>Pruebe el modelo en esta imagen; después podrá corregir los contornos.</translation>
    </message>
    <message>
        <source>Paint over what the model got wrong; it is kept beside the folder.</source>
        <translation>Pinte sobre lo que el modelo confundió; se guarda junto a la carpeta.</translation>
    </message>
    <message>
        <source>1 correction on this picture</source>
        <translation>1 corrección en esta imagen</translation>
    </message>
    <message>
        <source>{n} corrections on this picture</source>
        <translation>{n} correcciones en esta imagen</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Elija un modelo</translation>
    </message>
    <message>
        <source>None installed</source>
        <translation>Ninguno instalado</translation>
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
        <source>None that segments is installed: open an ONNX file with a card, or train one from masks.</source>
        <translation>No hay ninguno instalado que segmente: abra un archivo ONNX con ficha o entrene uno con máscaras.</translation>
    </message>
    <message>
        <source>Outside set: none stated</source>
        <translation>Conjunto externo: no consta</translation>
    </message>
    <message>
        <source>Outside set: {score}</source>
        <translation>Conjunto externo: {score}</translation>
    </message>
    <message>
        <source>Own set: {score}</source>
        <translation>Conjunto propio: {score}</translation>
    </message>
    <message>
        <source>Sees PPL and XPL of one field together</source>
        <translation>Ve juntas la PPL y la XPL de un campo</translation>
    </message>
    <message>
        <source>Licence: {name}</source>
        <translation>Licencia: {name}</translation>
    </message>
    <message>
        <source>accuracy {value}</source>
        <translation>exactitud {value}</translation>
    </message>
    <message>
        <source>mean overlap (IoU; 1 is perfect) {value}</source>
        <translation>solapamiento medio (IoU; 1 es perfecto) {value}</translation>
    </message>
    <message>
        <source>Model that segments</source>
        <translation>Modelo que segmenta</translation>
    </message>
    <message>
        <source>ONNX models (*.onnx)</source>
        <translation>Modelos ONNX (*.onnx)</translation>
    </message>
</context>
<context>
    <name>PhaseCurves</name>
    <message>
        <source>Curves of the phases</source>
        <translation>Curvas de las fases</translation>
    </message>
    <message>
        <source>page {n}</source>
        <translation>página {n}</translation>
    </message>
    <message>
        <source>Lags as lengths</source>
        <translation>Desfases como longitudes</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>Guardar como CSV…</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Midiendo…</translation>
    </message>
    <message>
        <source>{w} × {h} px measured</source>
        <translation>{w} × {h} px medidos</translation>
    </message>
    <message>
        <source>mean of x and y</source>
        <translation>media de x e y</translation>
    </message>
    <message>
        <source>Save curves</source>
        <translation>Guardar curvas</translation>
    </message>
</context>
<context>
    <name>PhaseDesk</name>
    <message>
        <source>Learning the phases from the strokes</source>
        <translation>Aprendiendo las fases de los trazos</translation>
    </message>
    <message>
        <source>Segmenting by the model</source>
        <translation>Segmentando con el modelo</translation>
    </message>
    <message>
        <source>Making the phases</source>
        <translation>Haciendo las fases</translation>
    </message>
    <message>
        <source>Keeping the phases</source>
        <translation>Guardando las fases</translation>
    </message>
    <message>
        <source>Phase {n}</source>
        <translation>Fase {n}</translation>
    </message>
</context>
<context>
    <name>PhasePanel</name>
    <message>
        <source>Brush: learn from strokes</source>
        <translation>Pincel: aprender de trazos</translation>
    </message>
    <message>
        <source>Otsu&apos;s rule</source>
        <translation>Regla de Otsu</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Umbral</translation>
    </message>
    <message>
        <source>Local mean</source>
        <translation>Media local</translation>
    </message>
    <message>
        <source>Niblack&apos;s local threshold</source>
        <translation>Umbral local de Niblack</translation>
    </message>
    <message>
        <source>Sauvola&apos;s local threshold</source>
        <translation>Umbral local de Sauvola</translation>
    </message>
    <message>
        <source>Model: learnt from masks</source>
        <translation>Modelo: aprendido de máscaras</translation>
    </message>
    <message>
        <source>How phases are made</source>
        <translation>Cómo se hacen las fases</translation>
    </message>
    <message>
        <source>Phases</source>
        <translation>Fases</translation>
    </message>
    <message>
        <source>Level t</source>
        <translation>Nivel t</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Ventana</translation>
    </message>
    <message>
        <source>Factor k</source>
        <translation>Factor k</translation>
    </message>
    <message>
        <source>Side of the neighbourhood that a pixel is compared with</source>
        <translation>Lado del entorno con que se compara cada píxel</translation>
    </message>
    <message>
        <source>Over the picture</source>
        <translation>Sobre la imagen</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Opacidad</translation>
    </message>
    <message>
        <source>Opacity of the phases over the picture</source>
        <translation>Opacidad de las fases sobre la imagen</translation>
    </message>
    <message>
        <source>Save the strokes again</source>
        <translation>Guardar de nuevo los trazos</translation>
    </message>
    <message>
        <source>Keep for this picture</source>
        <translation>Guardar para esta imagen</translation>
    </message>
    <message>
        <source>Apply to the folder…</source>
        <translation>Aplicar a la carpeta…</translation>
    </message>
    <message>
        <source>Curves of the phases…</source>
        <translation>Curvas de las fases…</translation>
    </message>
    <message>
        <source>Phases that are kept lie beside the folder as label images, to be measured.</source>
        <translation>Las fases guardadas quedan junto a la carpeta como imágenes de etiquetas, listas para medirse.</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>Aprender</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Probar</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>Trabajando…</translation>
    </message>
    <message>
        <source>Tried before the last change: learn again</source>
        <translation>Probadas antes del último cambio: aprenda de nuevo</translation>
    </message>
    <message>
        <source>Tried by another rule: try again</source>
        <translation>Probadas con otra regla: pruebe de nuevo</translation>
    </message>
    <message>
        <source>Tried on this picture, not kept yet</source>
        <translation>Probadas en esta imagen, aún sin guardar</translation>
    </message>
    <message>
        <source>No phases are kept for this picture</source>
        <translation>Esta imagen no tiene fases guardadas</translation>
    </message>
    <message>
        <source>The phases kept are of an earlier state of this picture: make them again</source>
        <translation>Las fases guardadas son de un estado anterior de la imagen: hágalas de nuevo</translation>
    </message>
    <message>
        <source>Kept for this picture</source>
        <translation>Guardadas para esta imagen</translation>
    </message>
    <message>
        <source>Apparent score: {share}; paint two strokes of each phase for one that does not flatter</source>
        <translation>Acierto aparente: {share}; pinte dos trazos de cada fase para uno que no sea optimista</translation>
    </message>
    <message>
        <source>Score on strokes kept back: {share}</source>
        <translation>Acierto en trazos apartados: {share}</translation>
    </message>
</context>
<context>
    <name>PhasePlot</name>
    <message>
        <source>lag r ({unit})</source>
        <translation>desfase r ({unit})</translation>
    </message>
</context>
<context>
    <name>ReconstructionDialog</name>
    <message>
        <source>Reconstructing {name}</source>
        <translation>Reconstruyendo {name}</translation>
    </message>
    <message>
        <source>{done} of {total} swaps</source>
        <translation>{done} de {total} intercambios</translation>
    </message>
    <message>
        <source>energy {e}</source>
        <translation>energía {e}</translation>
    </message>
    <message>
        <source>Stopped; what is done is kept and can be gone on with.</source>
        <translation>Detenida; lo hecho se conserva y se puede continuar.</translation>
    </message>
    <message>
        <source>Done in {s} s: {n} of {total} swaps kept, energy from {first} to {last}.</source>
        <translation>Lista en {s} s: se conservaron {n} de {total} intercambios; energía de {first} a {last}.</translation>
    </message>
    <message>
        <source>Saved in {folder}</source>
        <translation>Guardada en {folder}</translation>
    </message>
    <message>
        <source>That folder holds a reconstruction already; choose another one.</source>
        <translation>Esa carpeta ya contiene una reconstrucción; elija otra.</translation>
    </message>
    <message>
        <source>Reconstruct a picture</source>
        <translation>Reconstruir una imagen</translation>
    </message>
    <message>
        <source>page</source>
        <translation>página</translation>
    </message>
    <message>
        <source>Swaps pixels of the two phases until S2(r), and L(r) if asked for, are those of the picture. The result is synthetic and says so in its file.</source>
        <translation>Intercambia píxeles de las dos fases hasta que S2(r), y L(r) si se pide, sean las de la imagen. El resultado es sintético y así lo dice su archivo.</translation>
    </message>
    <message>
        <source>Reconstruct</source>
        <translation>Reconstruir</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Open the result</source>
        <translation>Abrir el resultado</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vista previa</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energía</translation>
    </message>
    <message>
        <source>Functions of target and result</source>
        <translation>Funciones del objetivo y del resultado</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Paint over what the model got wrong · 1-9 choose the class · Esc leaves</source>
        <translation>Pinte sobre lo que el modelo confundió · 1-9 eligen la clase · Esc sale</translation>
    </message>
    <message>
        <source>Paint a stroke or two of each phase: 1-4 choose the phase, E erases · Esc leaves</source>
        <translation>Pinte uno o dos trazos de cada fase: 1-4 elige la fase, E borra · Esc sale</translation>
    </message>
    <message>
        <source>Click a region to give it the class chosen · 1-9 choose the class</source>
        <translation>Haga clic en una región para darle la clase elegida · 1-9 eligen la clase</translation>
    </message>
</context>
<context>
    <name>TransportDialog</name>
    <message>
        <source>Transport through {name}</source>
        <translation>Transporte en {name}</translation>
    </message>
    <message>
        <source>Save the potential</source>
        <translation>Guardar el potencial</translation>
    </message>
    <message>
        <source>Transport through a phase</source>
        <translation>Transporte a través de una fase</translation>
    </message>
    <message>
        <source>Save the potential…</source>
        <translation>Guardar el potencial…</translation>
    </message>
    <message>
        <source>Potential over the picture</source>
        <translation>Potencial sobre la imagen</translation>
    </message>
    <message>
        <source>Phase fraction φ</source>
        <translation>Fracción de fase φ</translation>
    </message>
    <message>
        <source>Share that carries</source>
        <translation>Parte que conduce</translation>
    </message>
    <message>
        <source>Effective coefficient</source>
        <translation>Coeficiente efectivo</translation>
    </message>
    <message>
        <source>Tortuosity factor τ</source>
        <translation>Factor de tortuosidad τ</translation>
    </message>
    <message>
        <source>Percolates</source>
        <translation>Percola</translation>
    </message>
    <message>
        <source>Wiener&apos;s bounds</source>
        <translation>Cotas de Wiener</translation>
    </message>
    <message>
        <source>Hashin-Shtrikman bounds</source>
        <translation>Cotas de Hashin-Shtrikman</translation>
    </message>
    <message>
        <source>Flux mismatch</source>
        <translation>Desajuste del flujo</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Tiempo</translation>
    </message>
    <message>
        <source>τ is the arithmetic mean of the conductivities over the effective one: for one phase φ D / D_eff, without a unit. The Hashin-Shtrikman bounds hold where the material is isotropic.</source>
        <translation>τ es la media aritmética de las conductividades entre la efectiva: para una sola fase φ D / D_eff, sin unidad. Las cotas de Hashin-Shtrikman valen si el material es isótropo.</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>Trabajando…</translation>
    </message>
    <message>
        <source>{what} · phase {p} · along {axis}</source>
        <translation>{what} · fase {p} · a lo largo de {axis}</translation>
    </message>
</context>
<context>
    <name>WantedForm</name>
    <message>
        <source>Threshold</source>
        <translation>Umbral</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>Fase</translation>
    </message>
    <message>
        <source>Square of the middle</source>
        <translation>Cuadrado central</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Profundidad</translation>
    </message>
    <message>
        <source>Largest lag</source>
        <translation>Desfase máximo</translation>
    </message>
    <message>
        <source>Swaps</source>
        <translation>Intercambios</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Folder for the result</source>
        <translation>Carpeta para el resultado</translation>
    </message>
    <message>
        <source>t = {level} (of the plots)</source>
        <translation>t = {level} (el de las gráficas)</translation>
    </message>
    <message>
        <source>Otsu&apos;s rule</source>
        <translation>Regla de Otsu</translation>
    </message>
    <message>
        <source>1: bright, I &gt; t</source>
        <translation>1: clara, I &gt; t</translation>
    </message>
    <message>
        <source>0: dark, I ≤ t</source>
        <translation>0: oscura, I ≤ t</translation>
    </message>
    <message>
        <source> pages</source>
        <translation> páginas</translation>
    </message>
    <message>
        <source>a picture, no volume</source>
        <translation>imagen, sin volumen</translation>
    </message>
    <message>
        <source>A volume is taken to be the same in depth as across</source>
        <translation>El volumen se supone igual en profundidad que a lo ancho</translation>
    </message>
    <message>
        <source>half of the side</source>
        <translation>la mitad del lado</translation>
    </message>
    <message>
        <source> million</source>
        <translation> millones</translation>
    </message>
    <message>
        <source>Match the lineal path L(r) too (slower)</source>
        <translation>Igualar también la trayectoria lineal L(r) (más lento)</translation>
    </message>
    <message>
        <source>Repeats beyond its borders</source>
        <translation>Se repite más allá de sus bordes</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>100 a pixel: {n} million</source>
        <translation>100 por píxel: {n} millones</translation>
    </message>
</context>
</TS>
