-- One row per post-release review that somebody wrote: its last revision. What was typed since the last build is in the journal.
-- Empty without: raw.journal_reviews
-- review_id: Identity.
-- release_id: Release that was reviewed, as it was called then.
-- service: Service of the release; as it was called then, when the release is not known any more.
-- team: Team that owns the service.
-- product: Product the service belongs to.
-- version: Version of the release; null when the release is not known any more.
-- state: draft or done.
-- reviewed_on: Day of the review; null while it is a draft.
-- due_on: Last day on which it is in time (release_reviews); null when the release cannot be placed in time.
-- is_on_time: It is done and was in time; null for a draft, and without that day.
-- objective: What the release was to reach. Hostile text: escape it.
-- is_objective_met: It reached that; null when not judged.
-- planning_rating: 1 to 5; null when not rated.
-- quality_rating: 1 to 5; null when not rated.
-- deployment_rating: 1 to 5; null when not rated.
-- went_well: Hostile text: escape it.
-- to_change: Hostile text: escape it.
-- causes: Causes that people chose. Hostile text: escape it.
-- has_published_notes: Release notes were published; null when not told.
-- score_adjustment: Points that the reviewer adds to the evaluation score, -10 to 10; null for none.
-- adjustment_reason: Why. Hostile text: escape it.
-- revision: How often it was written.
-- written_by: Who wrote that; null when nobody was signed in.
-- written_at: When.
select
    review.review_id,
    review.release_id,
    coalesce(release.service, review.service) as service,
    coalesce(release.team, service.team) as team,
    coalesce(release.product, service.product) as product,
    release.version,
    review.state,
    review.reviewed_on,
    due.due_on,
    case when review.state = 'done' then review.reviewed_on <= due.due_on end as is_on_time,
    review.objective,
    review.is_objective_met,
    review.planning_rating,
    review.quality_rating,
    review.deployment_rating,
    review.went_well,
    review.to_change,
    review.causes,
    review.has_published_notes,
    review.score_adjustment,
    review.adjustment_reason,
    review.revision,
    review.written_by,
    review.written_at
from raw.journal_reviews as review
left join releases as release on release.release_id = review.release_id
left join services as service on service.service = review.service
left join release_reviews as due on due.release_id = review.release_id
order by review.reviewed_on, review.review_id
