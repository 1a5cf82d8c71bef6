<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Reconstruct…</source>
        <translation>Reconstruir…</translation>
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
