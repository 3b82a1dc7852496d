select idx, leaf, leaf_hash from ledger.entry where kind = any($1) and app_id = $2 and release_id = $3 order by idx desc limit $4;
-- rows: 6

SELECT "public"."app"."id", "public"."app"."partner_id", "public"."app"."name", "public"."app"."kind"::text, "public"."app"."state"::text, "public"."app"."state_reason", "public"."app"."state_risk"::text, "public"."app"."version", "public"."app"."privacy_policy_url", "public"."app"."redirect_uris", "public"."app"."pending_redirect_uris", "public"."app"."pending_client_keys", "public"."app"."search_text", "public"."app"."created_at", "public"."app"."state_changed_at" FROM "public"."app" WHERE "public"."app"."id" IN ($1) OFFSET $2;
-- rows: 1

SELECT "public"."partner"."id", "public"."partner"."name", "public"."partner"."contact_email", "public"."partner"."created_at" FROM "public"."partner" WHERE "public"."partner"."id" IN ($1) OFFSET $2;
-- rows: 1

select release_id, min(idx) as first, max(idx) as last, string_agg(leaf_hash, '' order by idx) as hashes from ledger.append($1) group by release_id;
-- rows: 1
