"""Which test proves what each action of the registry and each button of the window does.

By file in tests/ui and test: the keys of actions and the names of buttons (see `usage.name_of`).
"""

# fmt: off
CLAIMS: dict[str, dict[str, tuple[str, ...]]] = {
    "agreement/test_agreement.py": {
        "test_disagreements_are_settled_by_keys_one_after_the_other": (
            "labels.disagreements", "agreement.disagreements", "agreement.hide_names",
        ),
        "test_only_my_labels_hides_what_others_said": ("labels.own", "agreement.own"),
        "test_the_labels_of_another_folder_are_brought_in": ("labels.merge", "agreement.merge"),
        "test_the_table_of_kappas_is_saved_as_the_command_line_writes_it": (
            "labels.agreement", "agreement.table", "agreement.save", "agreement.see", "agreement.close",
        ),
        "test_lost_labels_are_reviewed_and_only_what_is_chosen_is_given_back": (
            "labels.lost", "labelling.lost", "agreement.lost_go", "agreement.lost_close",
        ),
    },
    "canvas/test_contrast.py": {
        "test_by_hand_with_the_mouse_the_keys_and_numbers": ("canvas.contrast",),
        "test_16_bits_are_spread_and_8_bits_left_until_asked": ("canvas.contrast_auto",),
        "test_locked_contrast_goes_along_and_is_remembered": ("canvas.contrast_lock",),
    },
    "canvas/test_pairs.py": {
        "test_split_view_of_a_pair_moves_together": ("canvas.split",),
        "test_blink_changes_the_light_at_once_and_keeps_the_zoom": ("canvas.blink",),
        "test_the_angles_of_a_series_by_slider_and_keys": ("canvas.next_face", "canvas.previous_face"),
    },
    "canvas/test_replacing.py": {
        "test_sizes_by_hand_are_asked_about[replace-left0]": ("canvas.replacing: replace",),
        "test_sizes_by_hand_are_asked_about[rest-left1]": ("canvas.replacing: rest",),
        "test_sizes_by_hand_are_asked_about[cancel-left2]": ("canvas.replacing: cancel",),
    },
    "canvas/test_tools.py": {
        "test_the_ruler_measures_pixels_lengths_and_angles": ("canvas.ruler",),
        "test_pixel_size_by_hand_is_kept_and_taken_back": (
            "canvas.pixel_size", "canvas.pixel_size_dialog: Ok", "canvas.pixel_size_from_file",
        ),
        "test_calibrating_along_a_bar_for_the_whole_folder": (
            "canvas.calibrate", "canvas.calibrate_dialog: Ok",
        ),
        "test_one_click_says_that_the_bar_is_none_and_one_that_it_is": (
            "canvas.bar_toggle", "canvas.bar_button",
        ),
        "test_a_length_that_is_cancelled_changes_nothing[canvas.pixel_size_dialog]": (
            "canvas.pixel_size_dialog: Cancel",
        ),
        "test_a_length_that_is_cancelled_changes_nothing[canvas.calibrate_dialog]": (
            "canvas.calibrate_dialog: Cancel",
        ),
    },
    "canvas/test_view.py": {
        "test_keys_fit_and_one_to_one": (
            "canvas.fit", "canvas.one_to_one", "canvas.one_to_one_key", "canvas.zoom_in", "canvas.zoom_out",
        ),
        "test_pages_of_a_stack": ("canvas.next_page", "canvas.previous_page"),
    },
    "captioning/test_folder.py": {
        "test_a_folder_its_inventory_and_the_command_line_agree": (
            "captioning.folder", "captioning.inventory",
        ),
        "test_what_is_cancelled_goes_on": ("captioning.resume",),
        "test_an_interrupted_run_of_before_is_asked_about[AcceptRole-True]": (
            "caption.folder", "captioning.resume_or_anew: AcceptRole",
        ),
        "test_an_interrupted_run_of_before_is_asked_about[DestructiveRole-False]": (
            "captioning.resume_or_anew: DestructiveRole",
        ),
        "test_starting_anew_and_leaving_the_question_alone": (
            "captioning.anew", "captioning.resume_or_anew: RejectRole",
        ),
        "test_a_map_of_geotiffs_and_a_sentence_about_the_rest": ("captioning.map",),
        "test_nothing_georeferenced_is_told_and_no_file_is_made": ("caption.geojson",),
        "test_corrections_become_the_table_for_training": (
            "caption.inventory", "caption.corrections", "captioning.corrections",
        ),
    },
    "captioning/test_picture.py": {
        "test_the_caption_its_fields_and_the_next_picture": ("caption.picture", "captioning.picture"),
        "test_a_correction_is_on_the_disk_and_can_be_taken_back": ("captioning.keep", "captioning.back"),
        "test_the_compass_points_where_it_is_told": (
            "captioning.direction_norte", "captioning.direction_ne", "captioning.direction_este",
            "captioning.direction_se", "captioning.direction_sur", "captioning.direction_sw",
            "captioning.direction_oeste", "captioning.direction_nw",
        ),
        "test_an_outline_is_measured_and_kept": ("captioning.outline",),
        "test_without_a_pixel_size_nothing_is_measured_and_that_is_said": ("caption.outline",),
    },
    "classifying/test_folder.py": {
        "test_a_folder_its_rows_as_they_come_and_the_command_lines_bytes": (
            "classify.folder", "classifying.folder", "classify.export", "classifying.export",
        ),
        "test_results_are_replaced_only_when_that_was_asked": (
            "classifying.replace: AcceptRole", "classifying.replace: RejectRole",
        ),
        "test_a_click_on_what_the_model_said_lists_those_alone": ("classifying.suggested",),
        "test_the_table_of_errors": (
            "strip.problems", "problems.copy", "problems.save", "problems: Close", "strip.dismiss",
        ),
        "test_cancel_stops_at_once_and_continue_goes_on": ("classify.cancel", "strip.cancel", "strip.resume"),
        "test_classify_folder_asks_where_a_run_was_interrupted[Continuar]": (
            "classifying.resume_or_anew: AcceptRole",
        ),
        "test_classify_folder_asks_where_a_run_was_interrupted[Empezar de nuevo]": (
            "classifying.resume_or_anew: DestructiveRole",
        ),
        "test_classify_folder_asks_where_a_run_was_interrupted[Cancelar]": (
            "classifying.resume_or_anew: RejectRole",
        ),
        "test_start_anew_beside_continue": ("classifying.anew",),
        "test_the_panel_goes_on_with_an_interrupted_run": ("classify.continue", "classifying.resume"),
    },
    "classifying/test_model_list.py": {
        "test_every_model_stands_with_its_badge_and_its_outside_score": ("classify.models", "models: Close"),
    },
    "classifying/test_picture.py": {
        "test_one_picture_by_button_and_by_key": ("classify.picture", "classifying.picture"),
        "test_classifying_in_passing_drops_what_comes_too_late": ("classifying.passing",),
        "test_open_model_asks_for_a_file": ("classify.model", "classifying.open"),
        "test_a_model_without_a_card_is_asked_about_once": ("answers: Ok", "classifying.answers"),
        "test_answers_that_are_not_given_leave_the_model_in_use": ("answers: Cancel",),
    },
    "devices/test_page.py": {
        "test_a_test_tells_the_time_of_a_picture_and_is_remembered": ("devices.test",),
        "test_stopping_ends_the_test": ("devices.stop",),
        "test_the_choice_is_used_at_once_and_remembered": ("devices.use",),
    },
    "figures/test_figures.py": {
        "test_the_picture_in_view_gives_the_command_lines_bytes": ("file.figures", "figures: Save"),
        "test_all_that_are_listed_as_a_plate_byte_for_byte_and_remembered": (
            "figures.next", "figures.back", "figures: Close",
        ),
        "test_synthetic_ones_carry_their_mark_and_a_copy_is_as_large_as_the_figure": ("figures.copy",),
        "test_xpl_beside_ppl_and_a_picture_beside_each": ("figures.common_scale", "figures.keep_bar"),
        "test_a_folder_within_the_pictures_is_refused_and_said": ("figures.out",),
    },
    "figures/test_reports.py": {
        "test_the_sample_in_view_gives_the_command_lines_bytes": (
            "file.reports", "reports: Save", "reports.html",
        ),
        "test_all_that_are_listed_in_both_languages_and_remembered": (
            "reports.next", "reports.back", "reports.es", "reports.en", "reports.pdf", "reports.open",
            "reports: Close",
        ),
        "test_transport_is_solved_by_the_job": ("reports.x", "reports.y", "reports.z"),
        "test_where_no_program_opens_a_report_its_place_is_told_and_the_folder_offered": ("notice.folder",),
        "test_a_file_of_the_users_is_not_written_over_and_that_is_said": ("reports.out",),
    },
    "generating/test_sheet.py": {
        "test_the_mode_says_what_it_needs_before_there_is_a_generator": ("mode.generate",),
        "test_a_generator_is_opened_by_its_file": ("generate.model", "generating.open"),
        "test_the_sheet_fills_and_a_click_shows_a_picture_marked_synthetic": (
            "generate.make", "generating.make", "generating.fit", "generating.one",
        ),
        "test_stop_keeps_what_there_is": ("generate.stop",),
        "test_the_selected_ones_and_all_are_saved_as_the_command_line_does": (
            "generate.save", "generating.save", "generate.save_all", "generating.save_all",
        ),
    },
    "generating/test_walk_and_compare.py": {
        "test_the_walk_from_one_picture_to_another_is_live_and_a_place_on_it_is_kept": (
            "generate.pin_a", "generating.pin_a", "generate.pin_b", "generating.pin_b",
            "generate.pin", "generating.pin",
        ),
        "test_the_nearest_to_the_sample_in_the_list_come_in_their_order_and_are_saved": (
            "generate.like", "generating.like", "generating.likeness: Ok",
        ),
        "test_a_search_that_is_not_wanted_after_all": ("generating.likeness: Cancel",),
        "test_the_sheet_is_compared_with_the_folder": ("generate.compare", "generating.compare"),
    },
    "counting/test_classmap.py": {
        "test_a_map_over_the_picture_with_shares_and_intervals": (
            "classify.map", "classifying.map", "counting.map_start", "counting.map_shown",
        ),
        "test_saved_as_the_command_saves_it": ("counting.map_save",),
        "test_stopping_stops_and_what_was_there_stays": ("counting.map_stop",),
    },
    "counting/test_counting.py": {
        "test_a_whole_count_by_keys_closed_reopened_and_exported": (
            "mode.count", "count.class_1", "count.class_2", "count.class_3", "count.class_4", "count.class_5",
            "count.class_6", "count.class_7", "count.class_8", "count.class_9", "count.unsure", "count.flag",
            "count.results", "counting.results", "counting.result_save_table", "counting.result_save_points",
        ),
        "test_walking_from_point_to_point_and_back": (
            "count.next", "count.back", "count.next_open", "count.next_sample", "count.previous_sample",
            "counting.next", "counting.back", "counting.follow",
        ),
        "test_taking_back_undoing_and_doing_again": (
            "count.remove", "count.undo", "count.redo", "counting.undo",
        ),
        "test_a_click_on_a_class_gives_it": ("counting.flag",),
        "test_suggestions_of_the_bundled_model": ("count.accept", "counting.accept_rest"),
        "test_suggestions_of_the_phases_kept": (
            "count.suggest", "count.accept_rest", "counting.suggest", "counting.suggesting: Ok",
            "counting.suggesting: Cancel",
        ),
        "test_a_new_count_is_said_to_take_the_place_of_the_old": (
            "count.new", "counting.anew", "counting.starting: Ok", "counting.starting: Cancel",
        ),
        "test_before_a_count_there_is_one_thing_to_do": ("counting.new",),
        "test_classes_and_poles": (
            "count.classes", "counting.classes", "counting.editor_add", "counting.editor_up",
            "counting.editor_down", "counting.editor_remove", "counting.editor: Save",
            "counting.editor: Cancel",
        ),
        "test_composition_and_triangle": (
            "counting.result_gazzi", "counting.result_copy", "counting.result_save_picture",
            "counting.result_close",
        ),
    },
    "help/test_help.py": {
        "test_f1_opens_the_page_of_where_one_is": ("help.page",),
        "test_the_sign_of_a_panel_opens_its_page": ("help.panel",),
        "test_links_go_back_and_forth": ("help.back", "help.forward"),
    },
    "help/test_reports.py": {
        "test_an_exception_in_a_slot_is_told_and_work_goes_on": (
            "fault.details", "fault.copy", "fault.go_on",
        ),
        "test_the_folder_of_the_log_opens_from_all_three_places": ("help.log", "about.log", "fault.log"),
    },
    "help/test_welcome.py": {
        "test_the_first_steps_are_there_again_by_their_action": (
            "help.first_steps", "welcome.close", "welcome.help", "welcome.open",
        ),
        "test_the_samples_are_classified_by_one_click": ("welcome.try_1",),
        "test_the_curves_of_a_sample_by_one_click": ("welcome.try_2",),
        "test_fibres_are_measured_after_one_click": ("welcome.try_3",),
    },
    "history/test_history.py": {
        "test_the_panel_takes_the_place_of_the_plots_and_gives_it_back": ("panel.history",),
        "test_two_jobs_of_the_window_and_the_terminal_become_one_recipe": (
            "history.save", "history.button_save",
        ),
        "test_repeating_by_the_button_may_be_left": (
            "history.repeat", "history.button_repeat", "recipe: Cancel",
        ),
        "test_a_job_as_a_command_that_does_the_same": ("history.copy", "history.button_copy"),
        "test_a_recipe_is_opened_from_the_menu_and_run_on_another_folder": (
            "file.open_recipe", "recipe.folder", "recipe.out", "recipe: Ok",
        ),
        "test_a_dropped_recipe_says_what_is_with_its_model": ("recipe.allow",),
    },
    "labelling/test_buttons.py": {
        "test_every_figure_gives_the_class_that_has_it": (
            "labels.class_1", "labels.class_2", "labels.class_3", "labels.class_4", "labels.class_5",
            "labels.class_6", "labels.class_7", "labels.class_8", "labels.class_9",
        ),
        "test_import_and_export_by_their_buttons": (
            "labelling.import", "labelling.export", "labelling.export_all",
        ),
        "test_a_class_is_added_by_the_button_and_cancel_keeps_the_old_ones": (
            "labelling.editor_add", "labelling.editor: RejectRole",
        ),
        "test_cancel_accepts_no_suggestion": ("labelling.accepting: RejectRole",),
        "test_all_unknown_names_are_shown_on_demand": ("labelling.unknown: ActionRole",),
    },
    "labelling/test_keys.py": {
        "test_keys_label_and_go_on_undo_and_redo": ("labels.unsure", "labels.undo", "labels.redo"),
        "test_a_direct_key_changes_a_label_and_delete_takes_it_away": ("labels.remove",),
        "test_enter_accepts_a_suggestion_but_never_over_a_label": ("labels.accept",),
        "test_the_accept_button_does_the_same": ("labelling.accept",),
        "test_n_goes_to_the_next_sample_without_a_label_and_round": (
            "labels.next_unlabelled", "labelling.next_unlabelled",
        ),
        "test_a_bulk_key_asks_before_it_replaces": (
            "labelling.replacing: rest", "labelling.replacing: replace", "labelling.replacing: cancel",
        ),
    },
    "labelling/test_panel.py": {
        "test_a_click_on_a_class_labels_and_the_panel_follows": ("labelling.undo", "labelling.redo"),
        "test_the_history_of_a_sample": ("labelling.history",),
        "test_classes_are_added_ordered_and_removed": (
            "labels.classes", "labelling.edit", "labelling.editor_up", "labelling.editor_down",
            "labelling.editor_remove", "labelling.editor: AcceptRole",
        ),
        "test_the_rename_button_and_a_name_still_being_typed_when_it_is_saved": (
            "labelling.editor_rename",
        ),
        "test_suggestions_from_a_probability_on_are_counted_shown_and_accepted": (
            "labels.accept_many", "labelling.accept_many", "labelling.accepting_go",
        ),
        "test_exported_csv_is_that_of_the_command_line_byte_for_byte": ("labels.export",),
        "test_imported_csv_is_one_step_and_unknown_names_are_listed": (
            "labels.import", "labelling.unknown: close_button",
        ),
    },
    "labelling/test_saving.py": {
        "test_what_the_disk_refuses_is_shown_kept_and_saved_again": (
            "labels.save_again", "labelling.save_again",
        ),
        "test_closing_while_a_slow_disk_still_writes_asks": ("labelling.unsaved: again",),
        "test_closing_without_the_refused_labels": ("labelling.unsaved: discard",),
        "test_closing_tells_of_refused_labels_and_saves_them_when_it_can": ("labelling.unsaved: stay",),
    },
    "measuring/test_measuring.py": {
        "test_a_length_by_dragging_and_an_angle_by_three_clicks": ("mode.measure", "measure.angle"),
        "test_outlines_corner_by_corner_freehand_rectangle_and_ellipse": (
            "measure.polygon", "measure.freehand", "measure.rectangle", "measure.ellipse", "measure.finish",
        ),
        "test_diameters_one_after_the_other_with_running_statistics": ("measure.diameter",),
        "test_a_profile_is_plotted_and_its_width_follows": ("measure.profile",),
        "test_selecting_in_the_table_and_on_the_canvas": ("measure.select",),
        "test_deleting_undoing_and_doing_again_also_after_a_restart": (
            "measure.delete", "measure.undo", "measure.redo", "measuring.delete", "measuring.undo",
        ),
        "test_the_csv_is_that_of_the_command_line": (
            "measure.export", "measure.copy", "measuring.export", "measuring.copy",
        ),
        "test_other_tools_give_way_and_the_mode_leaves_nothing_behind": ("measure.length",),
    },
    "plots/test_buttons.py": {
        "test_the_button_of_views_changes_the_function_and_back": ("plots.view", "plots.two_point"),
        "test_two_ensembles_by_their_own_buttons": (
            "plots.ensembles", "plots.ensembles.measure_a", "plots.ensembles.measure_b",
            "plots.ensembles.save_b", "plots.legend.b", "plots.ensembles.remove_a",
            "plots.ensembles.import",
        ),
    },
    "plots/test_ensembles.py": {
        "test_the_folders_mean_and_band_stand_beside_the_picture": ("plots.legend.a", "plots.legend.picture"),
        "test_two_folders_are_compared_and_all_can_be_saved": (
            "plots.ensembles.save_a", "plots.ensembles.save_distances", "plots.ensembles.remove_b",
        ),
        "test_a_csv_comes_back_as_a_line": ("plots.import_csv",),
    },
    "plots/test_export.py": {
        "test_copy": ("plots.copy",),
        "test_png_and_svg_say_what_they_show": ("plots.save_picture",),
        "test_the_csv_is_that_of_the_command_line": ("plots.save_csv",),
        "test_the_button_offers_what_can_be_saved": ("plots.save",),
    },
    "plots/test_legend.py": {
        "test_every_direction_of_both_phases": (
            "plots.legend.x", "plots.legend.y", "plots.legend.diag1", "plots.legend.diag2",
            "plots.legend.radial",
        ),
        "test_a_click_or_a_key_on_the_legend_hides_a_line": (
            "plots.legend.0", "plots.legend.1", "plots.legend.mean",
        ),
        "test_logarithmic_axes": ("plots.log_lag", "plots.log_value"),
        "test_autocovariance": ("plots.autocovariance",),
        "test_the_two_point_cluster_function_on_demand": ("plots.clusters",),
    },
    "plots/test_measuring.py": {
        "test_out_of_sight_it_rests_and_the_key_of_the_overlay_brings_it_back": ("plots.overlay",),
        "test_otsus_rule_opens_the_plots": ("plots.otsu",),
        "test_the_threshold_is_each_pictures_own_unless_locked": ("plots.lock",),
        "test_a_huge_picture_is_measured_whole_only_on_demand": ("plots.measure",),
    },
    "plots/test_showing.py": {
        "test_the_logarithmic_histogram": ("plots.log",),
        "test_lags_as_pixels_or_lengths": ("plots.units",),
    },
    "retraining/test_active.py": {
        "test_the_queue_the_suggestions_and_the_accuracy_follow_the_keys": ("labels.active", "active.switch"),
        "test_learning_at_once_by_the_action_and_a_folder_that_is_left": (
            "labels.learn", "samples.order_queue",
        ),
    },
    "retraining/test_retrain.py": {
        "test_the_preclassifier_is_retrained_on_40_labels_stopped_continued_and_used": (
            "active.retrain", "retrain.advanced", "retrain.begin", "retrain.stop", "retrain.continue",
            "retrain.use", "retrain.another",
        ),
        "test_a_killed_training_is_a_sentence_and_closing_asks": (
            "labels.retrain", "retrain.back", "retrain.earlier", "retrain.go_on", "closing.training: anyway",
            "closing.training: stay",
        ),
        "test_what_cannot_be_trained_is_said_before": ("retrain.choose_weights",),
        "test_a_head_for_few_pictures_is_solved_from_the_dialog": ("retrain.close",),
        "test_without_the_extra_it_is_explained_and_a_failed_installation_is_a_sentence": (
            "training.install", "training.cancel",
        ),
        "test_the_preferences_tell_of_the_environment_and_remove_it": (
            "training.remove", "training.python_file",
        ),
    },
    "samples/test_grid.py": {
        "test_sizes_by_button_key_and_wheel": ("samples.larger", "samples.smaller"),
        "test_selecting_with_mouse_and_keys": ("samples.select_all", "samples.clear_selection"),
        "test_the_grid_shows_thumbnails_and_has_the_keys": ("view.grid",),
    },
    "samples/test_grouping.py": {
        "test_real_rotation_series_are_found_by_a_ticked_pattern": (
            "samples.group", "samples.grouping: Save",
        ),
        "test_a_pattern_is_ticked_by_mouse_and_restored_and_cancel_saves_nothing": (
            "samples.pattern", "samples.grouping: RestoreDefaults", "samples.grouping: Cancel",
        ),
    },
    "samples/test_list.py": {
        "test_search_by_key": ("samples.search",),
        "test_shift_f5_applies_the_filter_again": ("samples.apply_filter",),
        "test_a_labelled_sample_stays_until_the_filter_is_applied_again": ("samples.apply",),
        "test_chips_count_the_labels_and_list_one": ("samples.label",),
        "test_every_filter_is_a_command[filter_unlabelled-9]": ("samples.filter_unlabelled",),
        "test_every_filter_is_a_command[filter_labelled-3]": ("samples.filter_labelled",),
        "test_every_filter_is_a_command[filter_unsure-7]": ("samples.filter_unsure",),
        "test_every_filter_is_a_command[filter_disagree-2]": ("samples.filter_disagree",),
        "test_every_filter_is_a_command[filter_errors-1]": ("samples.filter_errors",),
        "test_every_filter_is_a_command[filter_all-12]": ("samples.filter_all",),
        "test_every_order_is_a_command[uncertain-3]": ("samples.order_uncertain",),
        "test_every_order_is_a_command[sure-0]": ("samples.order_sure",),
        "test_every_order_is_a_command[label-1]": ("samples.order_label",),
        "test_every_order_is_a_command[path-0]": ("samples.order_path",),
    },
    "samples/test_copying.py": {
        "test_the_pictures_of_the_list_and_no_others_are_copied": ("samples.copy_pictures",),
    },
    "samples/test_table.py": {
        "test_sorted_filtered_and_cleared_by_mouse_and_keys": ("view.table", "samples.clear_metadata"),
        "test_values_are_picked_and_columns_chosen": ("table.columns",),
        "test_the_csv_is_that_of_the_command_line": ("samples.save_columns", "table.save"),
    },
    "structure/test_model.py": {
        "test_a_real_pair_is_segmented_corrected_undone_kept_and_measured": ("structure.open_model",),
        "test_the_keys_to_nine_choose_a_class": (
            "structure.phase_5", "structure.phase_6", "structure.phase_7", "structure.phase_8",
            "structure.phase_9", "structure.fill",
        ),
    },
    "structure/test_phases.py": {
        "test_phases_are_painted_learnt_kept_and_measured": (
            "mode.phases", "structure.phase_1", "structure.phase_2", "structure.try", "structure.apply",
            "structure.applying: Ok",
        ),
        "test_strokes_are_undone_erased_and_found_again_after_closing": (
            "structure.undo", "structure.redo", "structure.eraser",
        ),
        "test_local_and_global_thresholds_in_the_same_panel": ("structure.keep",),
        "test_the_curves_of_kept_phases_are_those_of_the_command_line": (
            "structure.phase_curves", "structure.curves", "structure.phase_save",
        ),
        "test_the_overlay_lies_on_its_pixels_and_goes_with_the_mode": ("structure.phases_overlay",),
        "test_lags_of_kept_phases_as_lengths": ("structure.phase_units",),
        "test_brush_and_phases_by_their_buttons_and_keys": (
            "structure.brush", "structure.narrower", "structure.wider", "structure.phase_3",
            "structure.phase_4", "structure.phase_1_button", "structure.phase_2_button",
            "structure.phase_3_button", "structure.phase_4_button",
        ),
        "test_phases_are_shown_and_hidden_by_the_box_and_cancel_keeps_none": (
            "structure.phases_shown", "structure.applying: Cancel",
        ),
    },
    "structure/test_reconstruction.py": {
        "test_the_result_has_the_functions_of_its_target_and_says_that_it_is_synthetic": (
            "structure.reconstruct", "structure.start", "structure.open",
        ),
        "test_what_is_stopped_goes_on_from_where_it_was": ("structure.stop", "structure.continue"),
        "test_what_is_wanted_follows_the_boxes_and_the_folder_that_is_chosen": (
            "structure.lineal_path", "structure.periodic", "structure.choose",
        ),
    },
    "structure/test_transport.py": {
        "test_the_numbers_are_those_of_the_library_and_the_potential_lies_on_its_pixels": (
            "structure.transport", "structure.flow_start", "structure.flow_save", "structure.flow_rest",
            "structure.flow_shown",
        ),
        "test_it_stops_when_it_is_told_to_and_can_begin_again": ("structure.flow_stop",),
    },
    "test_buttons.py": {
        "test_open_folder_opens_the_one_that_is_chosen": ("file.open_folder",),
        "test_open_picture_opens_its_folder_with_it_in_view": ("file.open_file",),
        "test_the_last_folder_opens_again_the_next_day": ("file.open_last",),
        "test_the_bundled_samples_open_by_their_action": ("file.samples",),
        "test_reading_again_finds_a_new_picture": ("file.reload",),
        "test_quit_closes_the_window": ("file.quit",),
        "test_panels_go_and_come_back[panel.samples-samples]": ("panel.samples",),
        "test_panels_go_and_come_back[panel.inspector-explore]": ("panel.inspector",),
        "test_modes_by_their_actions": ("mode.explore", "mode.classify", "mode.label"),
        "test_about_copies_and_closes": ("about.copy", "about: Close", "help.report"),
        "test_dialogs_close_by_their_button[help.keys]": ("keyboard: Close",),
        "test_dialogs_close_by_their_button[file.preferences]": ("preferences: Close",),
        "test_going_on_after_a_label_can_be_turned_off": ("preferences.advance",),
        "test_a_notice_shows_its_details_and_goes": ("notice.details", "notice.close"),
    },
    "test_closing.py": {
        "test_a_table_that_cannot_be_written_at_closing_is_told": (
            "closing.not_saved: anyway", "closing.not_saved: stay",
        ),
        "test_one_may_go_on_working_instead_of_waiting": ("closing.stay",),
        "test_refused_labels_can_be_kept_elsewhere": ("labelling.unsaved: elsewhere",),
    },
    "test_frame.py": {
        "test_next_and_previous_by_key": ("view.next", "view.previous"),
        "test_the_palette_finds_without_accents_and_runs": ("help.commands",),
        "test_the_keyboard_sheet_lists_every_key": ("help.keys",),
        "test_about_states_versions_and_copies_them": ("help.about",),
        "test_language_changes_live_and_is_remembered": ("file.preferences",),
        "test_panels_are_built_on_first_use_and_stay_as_left": ("panel.plots",),
    },
    "test_vanished.py": {
        "test_home_and_end_show_the_first_and_the_last": ("view.first", "view.last"),
    },
    "watching/test_watching.py": {
        "test_what_the_microscope_writes_is_classified_shown_and_put_into_the_table": (
            "classifying.watch", "watching.toggle",
        ),
        "test_following_can_be_turned_off_and_a_row_shows_its_picture": (
            "panel.watching", "watch.folder", "watching.follow", "samples.order_newest",
        ),
        "test_only_new_pictures_into_a_table_of_ones_own": (
            "watch.table", "watch.open_table", "watching.choose", "watching.new_only", "watching.open",
        ),
    },
}
# fmt: on
