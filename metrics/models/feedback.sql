-- One row per answer of a stakeholder on a release: its last revision.
-- Empty without: raw.journal_feedback
-- feedback_id: Identity.
-- release_id: Release, as it was called then.
-- service: Service of the release; as it was called then, when the release is not known any more.
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- line: Release line; null when the release is not known any more.
-- kind: major, minor, patch, calendar or other; null likewise.
-- satisfaction: 1 (not at all) to 5 (very).
-- role: In which role the person answers; null when not told. Hostile text: escape it.
-- words: In words; null when none. Hostile text: escape it.
-- given_on: Day of the answer.
-- revision: How often it was written.
-- written_by: Who wrote that; null when nobody was signed in.
-- written_at: When.
select
    answer.feedback_id,
    answer.release_id,
    coalesce(release.service, answer.service) as service,
    coalesce(release.team, service.team) as team,
    coalesce(release.product, service.product) as product,
    release.line,
    release.kind,
    answer.satisfaction,
    answer.role,
    answer.words,
    answer.given_on,
    answer.revision,
    answer.written_by,
    answer.written_at
from raw.journal_feedback as answer
left join releases as release on release.release_id = answer.release_id
left join services as service on service.service = answer.service
order by answer.given_on, answer.feedback_id
