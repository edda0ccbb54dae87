"""Which functions of DuckDB a statement may call. Fails closed: what is in neither list is refused.

A test compares both lists with the engine, so that an upgrade which brings functions asks for a decision on each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OPERATORS: Final = frozenset(
    {
        "!=", "!__postfix", "!~~", "!~~*", "%", "&", "&&", "*", "**", "+", "-", "->", "->>", "/", "//", "<", "<->", "<<", "<=",
        "<=>", "<@", "=", ">", ">=", ">>", "@", "@>", "IS DISTINCT FROM", "IS NOT DISTINCT FROM", "^", "^@", "|", "||", "~",
        "~~", "~~*", "~~~", "__between", "__cast",
    }
)  # fmt: skip

FUNCTIONS: Final = frozenset(
    """
    abs acos acosh add age aggregate ago alias any_value apply approx_count_distinct approx_quantile approx_top_k
    arbitrary arg_max arg_max_null arg_max_nulls_last arg_min arg_min_null arg_min_nulls_last argmax argmin array_agg
    array_aggr array_aggregate array_append array_apply array_cat array_concat array_contains array_cosine_distance
    array_cosine_similarity array_cross_product array_distance array_distinct array_dot_product array_extract
    array_filter array_grade_up array_has array_has_all array_has_any array_indexof array_inner_product array_intersect
    array_length array_negative_dot_product array_negative_inner_product array_pop_back array_pop_front array_position
    array_prepend array_push_back array_push_front array_reduce array_resize array_reverse array_reverse_sort
    array_select array_slice array_sort array_to_json array_to_string array_to_string_comma_default array_transform
    array_unique array_value array_where array_zip ascii asin asinh assert_true atan atan2 atanh avg bar base64 bin
    binom bit_and bit_count bit_length bit_or bit_position bit_xor bitstring bitstring_agg bool_and bool_or cardinality
    cbrt ceil ceiling century char_length character_length chr col_description concat concat_ws contains corr cos cosh
    cot count count_if count_star countif covar_pop covar_samp cume_dist current_catalog current_database current_date
    current_localtime current_localtimestamp current_query current_role current_schema current_schemas current_user
    date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth
    dayofweek dayofyear days_in_month decade decode degrees dense_rank divide duckdb_columns duckdb_constraints
    duckdb_coordinate_systems duckdb_dependencies duckdb_dialects duckdb_functions duckdb_indexes duckdb_keywords
    duckdb_optimizers duckdb_schemas duckdb_sequences duckdb_table_sample duckdb_tables duckdb_triggers duckdb_types
    duckdb_views element_at encode ends_with entropy enum_code enum_first enum_last enum_range enum_range_boundary epoch
    epoch_ms epoch_ns epoch_us equi_width_bins era error even exp factorial favg fdiv fill filter first first_value
    flatten floor fmod format formatReadableDecimalSize formatReadableSize format_bytes format_pg_type format_type
    from_base64 from_binary from_hex from_json from_json_strict fsum gamma gcd gen_random_uuid generate_series
    generate_subscripts geomean geometric_mean get_bit get_current_time get_current_timestamp get_type grade_up greatest
    greatest_common_divisor group_concat hamming hash hex histogram histogram_exact histogram_values hour
    icu_calendar_names if ilike_escape instr isfinite isinf isnan isodow isoyear jaccard json json_array
    json_array_length json_contains json_deep_merge json_deserialize_sql json_each json_exists json_extract
    json_extract_path json_extract_path_text json_extract_string json_group_array json_group_object json_group_structure
    json_insert json_keys json_merge_patch json_merge_patch_diff json_normalize json_object json_pretty json_quote
    json_remove json_replace json_serialize_sql json_set json_strip_nulls json_structure json_transform
    json_transform_strict json_tree json_type json_valid json_value julian kahan_sum kurtosis kurtosis_pop lag last
    last_day last_value lcase lcm lead least least_common_multiple left left_grapheme len length length_grapheme lgamma
    like_escape list list_aggr list_aggregate list_any_value list_append list_apply list_approx_count_distinct list_avg
    list_bit_and list_bit_or list_bit_xor list_bool_and list_bool_or list_cat list_concat list_contains
    list_cosine_distance list_cosine_similarity list_count list_distance list_distinct list_dot_product list_element
    list_entropy list_extract list_filter list_first list_grade_up list_has list_has_all list_has_any list_histogram
    list_indexof list_inner_product list_intersect list_kurtosis list_kurtosis_pop list_last list_mad list_max
    list_median list_min list_mode list_negative_dot_product list_negative_inner_product list_position list_prepend
    list_product list_reduce list_resize list_reverse list_reverse_sort list_select list_sem list_skewness list_slice
    list_sort list_stddev_pop list_stddev_samp list_string_agg list_sum list_transform list_unique list_value
    list_var_pop list_var_samp list_where list_zip listagg ln log log10 log2 lower lpad ltrim lttb mad make_date
    make_time make_timestamp make_timestamp_ms make_timestamp_ns make_timestamptz make_type map map_concat map_contains
    map_contains_entry map_contains_value map_entries map_extract map_extract_value map_from_entries map_keys map_values
    max max_by md5 md5_number mean median microsecond millennium millisecond min min_by minute mismatches mod mode month
    monthname multiply nanosecond nextafter nfc_normalize normalized_interval not_ilike_escape not_like_escape now
    nth_value ntile nullif obj_description octet_length ord overlay parse_dirname parse_dirpath parse_filename
    parse_formatted_bytes parse_path path_join percent_rank pg_typeof pi position pow power pragma_collations
    pragma_show pragma_table_info pragma_version prefix printf product quantile quantile_cont quantile_disc quarter
    radians random range rank rank_dense reduce regexp_escape regexp_extract regexp_extract_all regexp_full_match
    regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regr_avgx regr_avgy regr_count
    regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat replace replace_type reservoir_quantile reverse
    right right_grapheme round round_even roundbankers row row_number row_to_json rpad rtrim second sem session_user
    set_bit setseed sha1 sha256 shobj_description sign signbit sin sinh skewness split split_part sqrt starts_with
    stddev stddev_pop stddev_samp str_split str_split_regex strftime string_agg string_split string_split_regex
    string_to_array strip_accents strlen strpos strptime struct_concat struct_contains struct_extract struct_extract_at
    struct_has struct_indexof struct_insert struct_keys struct_pack struct_position struct_update struct_values substr
    substring substring_grapheme subtract suffix sum sumkahan switch tan tanh time_bucket timezone timezone_hour
    timezone_minute to_base to_base64 to_binary to_centuries to_days to_decades to_hex to_hours to_json to_microseconds
    to_millennia to_milliseconds to_minutes to_months to_quarters to_seconds to_timestamp to_weeks to_years today
    transaction_timestamp translate trim trunc try_strptime typeof ucase unbin unhex unicode union_extract union_tag
    union_value unnest upper url_decode url_encode user uuid uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7
    var_pop var_samp variance variant_array_length variant_contains variant_exists variant_extract
    variant_extract_string variant_keys variant_normalize variant_type variant_typeof version vertex_extract wavg week
    weekday weekofyear weighted_avg xor year yearweek
    """.split()  # noqa: SIM905  one name a line would be seven hundred lines
)

_REFUSED: Final[Mapping[str, str]] = {
    "it only waits": "pg_sleep sleep_ms",
    "on long texts it takes hours and heeds no limit; `jaccard` and `hamming` are there": "damerau_levenshtein editdist3 jaro_similarity jaro_winkler_similarity levenshtein",
    "it runs text as SQL": "json_execute_serialized_sql json_serialize_plan query query_table",
    "files are out of reach": """
        glob parquet_bloom_probe parquet_file_metadata parquet_full_metadata parquet_kv_metadata
        parquet_metadata parquet_page_index parquet_scan parquet_schema read_blob read_csv read_csv_auto
        read_duckdb read_json read_json_auto read_json_objects read_json_objects_auto read_ndjson
        read_ndjson_auto read_ndjson_objects read_parquet read_single_csv_file read_single_json_file
        read_single_parquet_file read_text sniff_csv
    """,
    "it reaches into the program": "arrow_scan arrow_scan_dumb pandas_scan python_arrow_scan python_map_function seq_scan",
    "it tells about the server, not about the data": """
        current_connection_id current_query_id current_setting current_transaction_id
        duckdb_approx_database_count duckdb_available_metrics duckdb_connection_count duckdb_databases
        duckdb_eviction_queues duckdb_extension_repositories duckdb_extensions duckdb_external_file_cache
        duckdb_external_resource_types duckdb_external_resources duckdb_grammar_extensions
        duckdb_live_query_metrics duckdb_log_contexts duckdb_logs duckdb_logs_parsed duckdb_memory
        duckdb_prepared_statements duckdb_profiling_settings duckdb_secret_type_parameters
        duckdb_secret_types duckdb_secrets duckdb_settings duckdb_temporary_files duckdb_variables
        getvariable parse_duckdb_log_message pragma_database_size pragma_metadata_info pragma_platform
        pragma_storage_info pragma_user_agent txid_current which_secret
    """,
    "it changes something": """
        add_grammar_extension checkpoint create_external_resource currval deregister_external_resource
        destroy_external_resource disable_logging disable_profiling enable_logging enable_profiling
        force_checkpoint nextval register_external_resource register_external_resource_type
        remove_grammar_extension setval truncate_duckdb_logs write_log
    """,
    "it is for DuckDB's own use": """
        bitstring_byte_comparable can_cast_implicitly cast_to_type combine combine_aggr constant_or_null
        create_sort_key decimal_average decimal_division finalize get_block_size hive_partition_component
        icu_sort_key in_search_path index_key invoke is_histogram_other_bin json_copy_strftime_if_date
        json_copy_strftime_if_timestamp list_pack map_to_pg_oid map_type_id_to_pg_oid md5_number_lower
        md5_number_upper remap_struct repeat_row stats sum_no_overflow summary test_all_types
        test_vector_types timetz_byte_comparable to_aggregate_state unpivot_list variant_bytes_to_variant
        variant_comparator variant_group_array variant_group_object variant_to_parquet_variant vector_type
    """,
}
"""Reason and names."""

_REFUSED_FAMILIES: Final[Mapping[str, str]] = {
    "__internal": "it is for DuckDB's own use",
    "collate_": "write `collate` instead",
    "icu_collate_": "write `collate` instead",
    "pg_": "it is for other tools; `information_schema` and `duckdb_columns()` tell what there is",
    "has_": "there are no privileges to ask about",
    "inet_": "it tells about the server, not about the data",
    "st_": "the warehouse has no shapes",
}
"""Beginnings of names, and the reason."""

REFUSED: Final[Mapping[str, str]] = {name: why for why, names in _REFUSED.items() for name in names.split()}
"""Functions that are refused by name, each with the reason."""

REFUSED_TABLES: Final = frozenset(
    {"duckdb_databases", "duckdb_logs", "pg_database", "pg_prepared_statements", "pg_settings", "pragma_database_list"}
)
"""Views of the engine that tell where the file lies."""


def why_refused(name: str) -> str | None:
    """Return why a function may not be called, or None when it may. `name` is without schema, in any case."""
    folded = name.lower()
    if folded in _FOLDED or name in OPERATORS:
        return None
    if folded in REFUSED:
        return REFUSED[folded]
    for beginning, why in _REFUSED_FAMILIES.items():
        if folded.startswith(beginning):
            return why
    return "it is not among those that are known to only compute"


_FOLDED: Final = frozenset(name.lower() for name in FUNCTIONS)
