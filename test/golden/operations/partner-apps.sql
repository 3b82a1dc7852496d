SELECT "public"."app"."id", "public"."app"."partner_id", "public"."app"."name", "public"."app"."kind"::text, "public"."app"."state"::text, "public"."app"."state_reason", "public"."app"."state_risk"::text, "public"."app"."version", "public"."app"."privacy_policy_url", "public"."app"."redirect_uris", "public"."app"."pending_redirect_uris", "public"."app"."pending_client_keys", "public"."app"."search_text", "public"."app"."created_at", "public"."app"."state_changed_at" FROM "public"."app" WHERE ("public"."app"."state" = CAST($1::text AS "public"."AppState") OR "public"."app"."partner_id" = $2) ORDER BY "public"."app"."id" ASC LIMIT $3 OFFSET $4;
-- rows: 2

SELECT "public"."app_attestation"."app_id", "public"."app_attestation"."version", "public"."app_attestation"."answers", "public"."app_attestation"."privacy_policy_url", "public"."app_attestation"."attested_at" FROM "public"."app_attestation" WHERE "public"."app_attestation"."app_id" IN ($1,$2) ORDER BY "public"."app_attestation"."version" DESC OFFSET $3;
-- rows: 2

select app_id, count(*) filter (where state = 'ACTIVE' and ends_at > clock_timestamp())::int as active, count(*) filter (where state in ('REVOKED', 'SUPERSEDED'))::int as ended, count(*) filter (where state = 'EXPIRED' or (state = 'ACTIVE' and ends_at <= clock_timestamp()))::int as expired from public.consent_grant where app_id = any($1::uuid[]) group by app_id;
-- rows: 1
