"""Every network of the studies has the study's parameters, and takes and gives what it says."""

import numpy as np
import pytest

from training.catalogue import ENTRIES, measured

pytestmark = pytest.mark.slow
keras = pytest.importorskip("keras", reason="the training extra is not installed")

# Rows of the studies: total, trainable, non-trainable (with a frozen backbone where there is one).
STUDIES = {
    ("mindat-1", ""): (1_739_594, 1_736_842, 2_752),
    ("mindat-2", ""): (529_098, 527_114, 1_984),
    ("mindat-3", ""): (1_823_882, 1_821_450, 2_432),
    ("mindat-selected", ""): (1_823_882, 1_821_450, 2_432),
    ("compare", "MobileNetV2"): (2_422_210, 164_226, 2_257_984),
    ("compare", "ResNet50"): (23_850_242, 262_530, 23_587_712),
    ("compare", "EfficientNetB0"): (4_213_797, 164_226, 4_049_571),
    ("thin-section", "ResNet50"): (23_608_202, 20_490, 23_587_712),
    ("thin-section", "VGG16"): (14_714_688 + 5_130, 5_130, 14_714_688),
    ("preclassifier", ""): (2_812_505, 2_812_505, 0),
}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: f"{e.name} {e.backbone}".strip())
def test_a_network_built_here_has_the_totals_that_are_listed(entry):
    assert measured(entry) == (entry.total, entry.trainable, entry.non_trainable)


def test_the_list_has_the_studies_totals():
    listed = {(e.name, e.backbone): (e.total, e.trainable, e.non_trainable) for e in ENTRIES}
    assert {key: listed[key] for key in STUDIES} == STUDIES


@pytest.mark.parametrize("name", ["mindat-1", "mindat-2", "mindat-3", "mindat-selected"])
def test_a_hand_specimen_network_gives_probabilities(name):
    from training.networks.mindat import mindat

    rows = np.asarray(mindat(name, 4)(np.full((2, 96, 96, 3), 200.0, np.float32)))
    assert rows.shape == (2, 4)
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-6)


def test_running_statistics_settle_within_the_epochs_of_a_small_folder():
    import tensorflow as tf

    from training.networks.mindat import mindat

    keras.utils.set_random_seed(1)
    model = mindat("mindat-2", 3, side=16)
    x = np.random.default_rng(2).uniform(0, 255, (16, 16, 16, 3)).astype(np.float32)
    step = tf.function(lambda: model(x, training=True))
    for _ in range(100):
        learning = np.asarray(step())
    np.testing.assert_allclose(np.asarray(model(x, training=False)), learning, atol=0.1)


def test_the_selected_network_is_regularised_and_the_others_are_not():
    from training.networks.mindat import mindat

    def decays(model):
        regularisers = (model.get_layer(f"conv{i}").kernel_regularizer for i in (1, 2, 3, 4))
        return [0.0 if one is None else float(one.l2) for one in regularisers]

    assert decays(mindat("mindat-3", 10)) == [0, 0, 0, 0]
    np.testing.assert_allclose(decays(mindat("mindat-selected", 10)), [0, 0, 0.0015, 0.0015])
    assert mindat("mindat-selected", 10).get_layer("dropout").rate == 0.4
    np.testing.assert_allclose(decays(mindat("mindat-selected", 10, l2=0.01)), [0, 0, 0.01, 0.01])


def test_preprocessing_in_front_is_that_of_keras_applications():
    from training.networks.backbones import BACKBONES

    pixels = np.random.default_rng(3).uniform(0, 255, (2, 5, 5, 3)).astype(np.float32)
    for name, module in (("MobileNetV2", "mobilenet_v2"), ("ResNet50", "resnet50"), ("VGG16", "vgg16")):
        wanted = getattr(keras.applications, module).preprocess_input(pixels.copy())
        found = np.asarray(BACKBONES[name].preprocessing()(pixels))
        np.testing.assert_allclose(found, wanted, atol=1e-4, err_msg=name)


@pytest.fixture(scope="module")
def small():
    from training.networks.backbones import backbone

    keras.utils.set_random_seed(2)
    return backbone("MobileNetV2", side=64)


def test_blocks_are_unfrozen_from_the_end_and_batch_normalisation_never(small):
    from training.networks.backbones import unfreeze

    def open_layers():
        return [layer.name for layer in small.get_layer("MobileNetV2").layers if layer.trainable_weights]

    unfreeze(small, "MobileNetV2", 0)
    assert small.trainable_weights == []
    unfreeze(small, "MobileNetV2", 2)
    assert open_layers() == ["block_16_expand", "block_16_depthwise", "block_16_project", "Conv_1"]
    unfreeze(small, "MobileNetV2", None)
    assert len(open_layers()) == 52 and not any("BN" in name or "bn" in name for name in open_layers())


def test_both_faces_of_a_pair_go_through_one_backbone(small):
    from training.networks.heads import Head, head_model, joined

    model = joined(small, head_model(2 * 1280, 3, Head()), faces=2)
    assert model.count_params() == small.count_params() + 2 * 1280 * 3 + 3
    pair = np.random.default_rng(1).uniform(0, 255, (1, 64, 64, 6)).astype(np.float32)
    vectors = [np.asarray(small(pair[..., :3])), np.asarray(small(pair[..., 3:]))]
    wanted = np.asarray(model.get_layer("head")(np.concatenate(vectors, axis=1)))
    np.testing.assert_allclose(np.asarray(model(pair)), wanted, atol=1e-6)


def test_weights_of_a_file_are_those_that_are_used(small, tmp_path):
    from training.networks.backbones import BadWeights, backbone

    file = tmp_path / "kept.weights.h5"
    small.get_layer("MobileNetV2").save_weights(file)
    again = backbone("MobileNetV2", str(file), side=64)
    picture = np.random.default_rng(1).uniform(0, 255, (1, 64, 64, 3)).astype(np.float32)
    np.testing.assert_allclose(np.asarray(again(picture)), np.asarray(small(picture)), atol=1e-6)
    with pytest.raises(BadWeights, match=r"kept\.weights\.h5"):
        backbone("VGG16", str(file), side=64)
    (tmp_path / "text.weights.h5").write_text("no weights")
    with pytest.raises(BadWeights):
        backbone("MobileNetV2", str(tmp_path / "text.weights.h5"), side=64)


@pytest.mark.parametrize("count", [1, 2, 4, 8])
def test_the_mean_over_orientations_does_not_depend_on_the_orientation(count, tmp_path):
    from training.classifier.graph import convert, onnx_probabilities
    from training.networks.mindat import mindat
    from training.networks.oriented import oriented

    keras.utils.set_random_seed(6)
    model = mindat("mindat-2", 3, side=16)
    whole = oriented(model, count)
    pictures = np.random.default_rng(1).integers(0, 256, (3, 16, 16, 3), dtype=np.uint8)
    looks = [pictures, pictures[:, :, ::-1], pictures[:, ::-1], pictures[:, ::-1, ::-1]]
    looks = [*looks, *(np.rot90(look, axes=(1, 2)) for look in looks)][: 8 if count == 8 else count]
    found = [np.asarray(whole(look.astype(np.float32))) for look in looks]
    for rows in found:
        np.testing.assert_allclose(rows, found[0], atol=1e-6)
    each = [np.asarray(model(look.astype(np.float32))) for look in looks]
    np.testing.assert_allclose(found[0], np.mean(each, axis=0), atol=1e-6)
    whole.save(tmp_path / "m.keras")
    convert(keras.models.load_model(tmp_path / "m.keras"), tmp_path / "m.onnx")
    np.testing.assert_allclose(onnx_probabilities(tmp_path / "m.onnx", pictures), found[0], atol=1e-5)


def test_shallower_depths_stand_beside_the_last_features(small):
    from training.networks.backbones import backbone, unfreeze

    deep = backbone("MobileNetV2", side=64, depths=3)
    pictures = np.random.default_rng(0).uniform(0, 255, (2, 64, 64, 3)).astype(np.float32)
    deep.set_weights(small.get_weights())
    assert deep.output_shape == (None, 1280 + 576 + 192)
    np.testing.assert_allclose(np.asarray(deep(pictures))[:, :1280], np.asarray(small(pictures)), atol=1e-5)
    assert unfreeze(deep, "MobileNetV2", 2) == 4
