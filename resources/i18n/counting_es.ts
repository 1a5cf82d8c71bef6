<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Count the point as class 1</source>
        <translation>Contar el punto como clase 1</translation>
    </message>
    <message>
        <source>Count the point as class 2</source>
        <translation>Contar el punto como clase 2</translation>
    </message>
    <message>
        <source>Count the point as class 3</source>
        <translation>Contar el punto como clase 3</translation>
    </message>
    <message>
        <source>Count the point as class 4</source>
        <translation>Contar el punto como clase 4</translation>
    </message>
    <message>
        <source>Count the point as class 5</source>
        <translation>Contar el punto como clase 5</translation>
    </message>
    <message>
        <source>Count the point as class 6</source>
        <translation>Contar el punto como clase 6</translation>
    </message>
    <message>
        <source>Count the point as class 7</source>
        <translation>Contar el punto como clase 7</translation>
    </message>
    <message>
        <source>Count the point as class 8</source>
        <translation>Contar el punto como clase 8</translation>
    </message>
    <message>
        <source>Count the point as class 9</source>
        <translation>Contar el punto como clase 9</translation>
    </message>
    <message>
        <source>Count the point as unsure</source>
        <translation>Contar el punto como dudoso</translation>
    </message>
    <message>
        <source>Accept what is suggested for the point</source>
        <translation>Aceptar la sugerencia del punto</translation>
    </message>
    <message>
        <source>Accept the suggestions of all points left</source>
        <translation>Aceptar las sugerencias de los puntos que faltan</translation>
    </message>
    <message>
        <source>Take back what was said of the point</source>
        <translation>Quitar la clase del punto</translation>
    </message>
    <message>
        <source>Crystal within a rock fragment</source>
        <translation>Cristal dentro de un fragmento de roca</translation>
    </message>
    <message>
        <source>Next point</source>
        <translation>Punto siguiente</translation>
    </message>
    <message>
        <source>Previous point</source>
        <translation>Punto anterior</translation>
    </message>
    <message>
        <source>Next point without a class</source>
        <translation>Siguiente punto sin clase</translation>
    </message>
    <message>
        <source>Next sample, while points are counted</source>
        <translation>Muestra siguiente, al contar puntos</translation>
    </message>
    <message>
        <source>Previous sample, while points are counted</source>
        <translation>Muestra anterior, al contar puntos</translation>
    </message>
    <message>
        <source>Undo the last point</source>
        <translation>Deshacer el último punto</translation>
    </message>
    <message>
        <source>Redo the point</source>
        <translation>Rehacer el punto</translation>
    </message>
    <message>
        <source>New point count…</source>
        <translation>Nuevo conteo de puntos…</translation>
    </message>
    <message>
        <source>Suggest classes for the points…</source>
        <translation>Sugerir clases para los puntos…</translation>
    </message>
    <message>
        <source>Classes and poles…</source>
        <translation>Clases y polos…</translation>
    </message>
    <message>
        <source>Modal composition and QFL…</source>
        <translation>Composición modal y QFL…</translation>
    </message>
    <message>
        <source>Class map…</source>
        <translation>Mapa de clases…</translation>
    </message>
</context>
<context>
    <name>ClassMapDialog</name>
    <message>
        <source>Class map</source>
        <translation>Mapa de clases</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Tile</source>
        <translation>Tesela</translation>
    </message>
    <message>
        <source>Stride</source>
        <translation>Paso</translation>
    </message>
    <message>
        <source>Unknown below</source>
        <translation>Desconocida por debajo de</translation>
    </message>
    <message>
        <source>Side of the square that the model sees at each place</source>
        <translation>Lado del cuadrado que el modelo ve en cada lugar</translation>
    </message>
    <message>
        <source>half a tile</source>
        <translation>media tesela</translation>
    </message>
    <message>
        <source>Distance of two places</source>
        <translation>Distancia entre dos lugares</translation>
    </message>
    <message>
        <source>Where no class has this probability, the place is unknown</source>
        <translation>Donde ninguna clase alcanza esta probabilidad, el lugar queda como desconocido</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Guardar…</translation>
    </message>
    <message>
        <source>Map over the picture</source>
        <translation>Mapa sobre la imagen</translation>
    </message>
    <message>
        <source>95 % interval from drawing blocks of the map again: what another place of the rock might give, not how often the model errs.</source>
        <translation>Intervalo del 95 % al volver a sortear bloques del mapa: lo que daría otro lugar de la roca, no cuánto se equivoca el modelo.</translation>
    </message>
    <message>
        <source>Class map of {name} · {model}</source>
        <translation>Mapa de clases de {name} · {model}</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocida</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Abriendo…</translation>
    </message>
    <message>
        <source>as the card says</source>
        <translation>según la ficha</translation>
    </message>
    <message>
        <source>{n} px, as the card says</source>
        <translation>{n} px, según la ficha</translation>
    </message>
    <message>
        <source>{done} of {total} places</source>
        <translation>{done} de {total} lugares</translation>
    </message>
    <message>
        <source>{name}: {n} places of {tile} px every {stride} px</source>
        <translation>{name}: {n} lugares de {tile} px cada {stride} px</translation>
    </message>
    <message>
        <source>Map: label image (*.tif)</source>
        <translation>Mapa: imagen de etiquetas (*.tif)</translation>
    </message>
    <message>
        <source>Shares: table (*.csv)</source>
        <translation>Fracciones: tabla (*.csv)</translation>
    </message>
    <message>
        <source>Picture with legend (*.png)</source>
        <translation>Imagen con leyenda (*.png)</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>clases</translation>
    </message>
    <message>
        <source>Save class map</source>
        <translation>Guardar el mapa de clases</translation>
    </message>
</context>
<context>
    <name>CountDesk</name>
    <message>
        <source>unsure</source>
        <translation>dudoso</translation>
    </message>
</context>
<context>
    <name>CountPanel</name>
    <message>
        <source>Crystal in a rock fragment (X)</source>
        <translation>Cristal en fragmento de roca (X)</translation>
    </message>
    <message>
        <source>The next point is a crystal of sand size (62.5 µm or more) within a rock fragment: by Gazzi-Dickinson it counts as its mineral, otherwise as rock fragment. The circle around the cross is that size where the pixel size is known.</source>
        <translation>El próximo punto es un cristal de tamaño arena (62,5 µm o más) dentro de un fragmento de roca: según Gazzi-Dickinson cuenta como su mineral; si no, como fragmento de roca. El círculo alrededor de la cruz tiene ese tamaño cuando se conoce el del píxel.</translation>
    </message>
    <message>
        <source>Go to each point</source>
        <translation>Ir a cada punto</translation>
    </message>
    <message>
        <source>The picture moves so that the point in hand is in its middle</source>
        <translation>La imagen se mueve para que el punto actual quede en el centro</translation>
    </message>
    <message>
        <source>New point count…</source>
        <translation>Nuevo conteo de puntos…</translation>
    </message>
    <message>
        <source>Suggestions…</source>
        <translation>Sugerencias…</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Anterior</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Siguiente</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Classes and poles…</source>
        <translation>Clases y polos…</translation>
    </message>
    <message>
        <source>Composition and QFL…</source>
        <translation>Composición y QFL…</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Clases</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Puntos</translation>
    </message>
    <message>
        <source>% ± SE</source>
        <translation>% ± EE</translation>
    </message>
    <message>
        <source>Points counted into this class</source>
        <translation>Puntos contados en esta clase</translation>
    </message>
    <message>
        <source>Share of the points without the unsure ones, and its standard error √(p(1 − p)/n)</source>
        <translation>Parte de los puntos sin los dudosos, y su error estándar √(p(1 − p)/n)</translation>
    </message>
    <message>
        <source>Points counted</source>
        <translation>Puntos contados</translation>
    </message>
    <message>
        <source>Keys: 1-9 class, 0 unsure, Enter accepts, N next one open. Every point is on the disk at once; close whenever you like.</source>
        <translation>Teclas: 1-9 clase, 0 dudoso, Intro acepta, N siguiente sin clase. Cada punto queda en el disco al instante; puede cerrar cuando quiera.</translation>
    </message>
    <message>
        <source>Accept the other suggestions ({n})</source>
        <translation>Aceptar las sugerencias que faltan ({n})</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Sin imagen</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Leyendo…</translation>
    </message>
    <message>
        <source>No point count of this picture yet</source>
        <translation>Aún no hay conteo de puntos de esta imagen</translation>
    </message>
    <message>
        <source>{total} points, all counted</source>
        <translation>{total} puntos, todos contados</translation>
    </message>
    <message>
        <source>{counted} of {total} points counted</source>
        <translation>{counted} de {total} puntos contados</translation>
    </message>
    <message>
        <source>Point {n}: </source>
        <translation>Punto {n}: </translation>
    </message>
    <message>
        <source>in a rock fragment</source>
        <translation>en un fragmento de roca</translation>
    </message>
    <message>
        <source>{name}{sure}? Enter accepts</source>
        <translation>¿{name}{sure}? Intro acepta</translation>
    </message>
    <message>
        <source>asking the model…</source>
        <translation>preguntando al modelo…</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>sin contar</translation>
    </message>
    <message>
        <source>{name} counted {n} of these points</source>
        <translation>{name} contó {n} de estos puntos</translation>
    </message>
    <message>
        <source>; you agree on {share} of {n}</source>
        <translation>; coinciden en el {share} de {n}</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>Modal composition and QFL</source>
        <translation>Composición modal y QFL</translation>
    </message>
    <message>
        <source>This picture</source>
        <translation>Esta imagen</translation>
    </message>
    <message>
        <source>The selected samples</source>
        <translation>Las muestras seleccionadas</translation>
    </message>
    <message>
        <source>All counted pictures of the folder</source>
        <translation>Todas las imágenes contadas de la carpeta</translation>
    </message>
    <message>
        <source>Of what</source>
        <translation>De qué</translation>
    </message>
    <message>
        <source>Fields of Folk (1980): names of sandstones</source>
        <translation>Campos de Folk (1980): nombres de areniscas</translation>
    </message>
    <message>
        <source>Fields of Dickinson et al. (1983): provenance</source>
        <translation>Campos de Dickinson et al. (1983): procedencia</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Campos</translation>
    </message>
    <message>
        <source>Gazzi-Dickinson</source>
        <translation>Gazzi-Dickinson</translation>
    </message>
    <message>
        <source>Crystals of sand size within rock fragments count as their mineral; else as rock fragment</source>
        <translation>Los cristales de tamaño arena en fragmentos de roca cuentan como su mineral; si no, como fragmento de roca</translation>
    </message>
    <message>
        <source>Modal composition</source>
        <translation>Composición modal</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Puntos</translation>
    </message>
    <message>
        <source>± SE</source>
        <translation>± EE</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>Intervalo 95 %</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Save triangle…</source>
        <translation>Guardar triángulo…</translation>
    </message>
    <message>
        <source>Save table…</source>
        <translation>Guardar tabla…</translation>
    </message>
    <message>
        <source>Save points…</source>
        <translation>Guardar puntos…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>SE: standard error √(p(1 − p)/n) of independent points (Chayes; van der Plas and Tobi). Interval: Wilson&apos;s. It says how well the points stand for the area counted, not the area for the rock. Unsure points are left out.</source>
        <translation>EE: error estándar √(p(1 − p)/n) de puntos independientes (Chayes; van der Plas y Tobi). Intervalo: el de Wilson. Dice cuán bien los puntos representan el área contada, no el área a la roca. Los puntos dudosos no cuentan.</translation>
    </message>
    <message>
        <source>No point of a class with a pole has been counted.</source>
        <translation>Aún no se contó ningún punto de una clase con polo.</translation>
    </message>
    <message>
        <source>{folder}: {n} pictures</source>
        <translation>{folder}: {n} imágenes</translation>
    </message>
    <message>
        <source>{folder}: 1 picture</source>
        <translation>{folder}: 1 imagen</translation>
    </message>
    <message>
        <source>traditional (QFR)</source>
        <translation>tradicional (QFR)</translation>
    </message>
    <message>
        <source>{n} points, {m} at Q, F or L</source>
        <translation>{n} puntos, {m} en Q, F o L</translation>
    </message>
    <message>
        <source>Save triangle</source>
        <translation>Guardar triángulo</translation>
    </message>
    <message>
        <source>Save points</source>
        <translation>Guardar puntos</translation>
    </message>
    <message>
        <source>Save table</source>
        <translation>Guardar tabla</translation>
    </message>
    <message>
        <source>points</source>
        <translation>puntos</translation>
    </message>
    <message>
        <source>modal</source>
        <translation>modal</translation>
    </message>
</context>
<context>
    <name>SchemeEditor</name>
    <message>
        <source>Classes and poles</source>
        <translation>Clases y polos</translation>
    </message>
    <message>
        <source>The first nine have the keys 1 to 9. The pole says where a class counts in the QFL triangle; classes without one, such as cement or pores, do not count there.</source>
        <translation>Las nueve primeras tienen las teclas 1 a 9. El polo dice dónde cuenta una clase en el triángulo QFL; las que no tienen, como cemento o poros, no cuentan ahí.</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Tecla</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Pole</source>
        <translation>Polo</translation>
    </message>
    <message>
        <source>Name of a new class</source>
        <translation>Nombre de una clase nueva</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Subir</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Bajar</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Pole of {name}</source>
        <translation>Polo de {name}</translation>
    </message>
    <message>
        <source>Points of this picture are of this class, so it stays.</source>
        <translation>Hay puntos de esta imagen en esta clase, así que se queda.</translation>
    </message>
</context>
<context>
    <name>Starting</name>
    <message>
        <source>New point count</source>
        <translation>Nuevo conteo de puntos</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Sugerencias</translation>
    </message>
    <message>
        <source>Shifted at random</source>
        <translation>Desplazada al azar</translation>
    </message>
    <message>
        <source>Centred</source>
        <translation>Centrada</translation>
    </message>
    <message>
        <source>A grid shifted at random has no bias; the seed says which shift, and is kept</source>
        <translation>Una malla corrida al azar no tiene sesgo; la semilla dice cuánto se corre, y se guarda</translation>
    </message>
    <message>
        <source>as its card says</source>
        <translation>según su ficha</translation>
    </message>
    <message>
        <source>Side of the square around each point that the model sees</source>
        <translation>Lado del cuadrado que el modelo ve alrededor de cada punto</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Puntos</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Malla</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Tile</source>
        <translation>Tesela</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Empezar</translation>
    </message>
    <message>
        <source>Suggest</source>
        <translation>Sugerir</translation>
    </message>
    <message>
        <source>None: by hand</source>
        <translation>Ninguna: a mano</translation>
    </message>
    <message>
        <source>The phases kept for this picture</source>
        <translation>Las fases guardadas de esta imagen</translation>
    </message>
    <message>
        <source>This picture has a count already ({n} points). It stays in the file, and the new one takes its place on the screen and in the sums.</source>
        <translation>Esta imagen ya tiene un conteo ({n} puntos). Queda en el archivo, y el nuevo ocupa su lugar en la pantalla y en las sumas.</translation>
    </message>
    <message>
        <source>Each suggestion is yours to confirm or correct: only what you say is counted.</source>
        <translation>Usted confirma o corrige cada sugerencia: solo se cuenta lo que usted diga.</translation>
    </message>
</context>
<context>
    <name>Suggesting</name>
    <message>
        <source>Suggestions for {name} · {model}</source>
        <translation>Sugerencias para {name} · {model}</translation>
    </message>
</context>
<context>
    <name>Triangle</name>
    <message>
        <source>QFL triangle</source>
        <translation>Triángulo QFL</translation>
    </message>
</context>
</TS>
