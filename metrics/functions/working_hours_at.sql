-- The working hours from the beginning of working_days to an instant, by the settings [calendar]: of use as a difference, for which
-- there is working_hours_between. Null for null and for an instant outside working_days.
select
    (select days from working_rules)[
        nullif(greatest(
            cast(timezone((select time_zone from rules), cast(instant as timestamptz)) as date) - (select first_on from working_rules) + 1, 0
        ), 0)
    ].hours_before
    + least(
        greatest(
            epoch(
                cast(instant as timestamptz)
                - (select days from working_rules)[
                    nullif(greatest(
                        cast(timezone((select time_zone from rules), cast(instant as timestamptz)) as date)
                        - (select first_on from working_rules) + 1, 0
                    ), 0)
                ].starts_at
            ) / 3600,
            0
        ),
        (select days from working_rules)[
            nullif(greatest(
                cast(timezone((select time_zone from rules), cast(instant as timestamptz)) as date)
                - (select first_on from working_rules) + 1, 0
            ), 0)
        ].working_hours
    ) as working_hours
