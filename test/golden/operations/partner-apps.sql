SELECT "public"."app"."id", "public"."app"."partner_id", "public"."app"."name", "public"."app"."kind"::text, "public"."app"."state"::text, "public"."app"."state_reason", "public"."app"."version", "public"."app"."privacy_policy_url", "public"."app"."redirect_uris", "public"."app"."created_at", "public"."app"."state_changed_at" FROM "public"."app" WHERE ("public"."app"."state" = CAST($1::text AS "public"."AppState") OR "public"."app"."partner_id" = $2) ORDER BY "public"."app"."id" ASC LIMIT $3 OFFSET $4;
-- rows: 2

SELECT "public"."app_attestation"."app_id", "public"."app_attestation"."version", "public"."app_attestation"."answers", "public"."app_attestation"."attested_at" FROM "public"."app_attestation" WHERE "public"."app_attestation"."app_id" IN ($1,$2) ORDER BY "public"."app_attestation"."version" DESC OFFSET $3;
-- rows: 2

SELECT COUNT(*) AS "_count$_all" FROM (SELECT "public"."consent_grant"."id" FROM "public"."consent_grant" WHERE ("public"."consent_grant"."app_id" = $1 AND "public"."consent_grant"."state" = CAST($2::text AS "public"."GrantState") AND "public"."consent_grant"."ends_at" > $3) OFFSET $4) AS "sub";
-- rows: 1

SELECT COUNT(*) AS "_count$_all" FROM (SELECT "public"."consent_grant"."id" FROM "public"."consent_grant" WHERE ("public"."consent_grant"."app_id" = $1 AND "public"."consent_grant"."state" IN (CAST($2::text AS "public"."GrantState"),CAST($3::text AS "public"."GrantState"))) OFFSET $4) AS "sub";
-- rows: 1

SELECT COUNT(*) AS "_count$_all" FROM (SELECT "public"."consent_grant"."id" FROM "public"."consent_grant" WHERE ("public"."consent_grant"."app_id" = $1 AND ("public"."consent_grant"."state" = CAST($2::text AS "public"."GrantState") OR ("public"."consent_grant"."state" = CAST($3::text AS "public"."GrantState") AND "public"."consent_grant"."ends_at" <= $4))) OFFSET $5) AS "sub";
-- rows: 1

SELECT COUNT(*) AS "_count$_all" FROM (SELECT "public"."consent_grant"."id" FROM "public"."consent_grant" WHERE ("public"."consent_grant"."app_id" = $1 AND ("public"."consent_grant"."state" = CAST($2::text AS "public"."GrantState") OR ("public"."consent_grant"."state" = CAST($3::text AS "public"."GrantState") AND "public"."consent_grant"."ends_at" <= $4))) OFFSET $5) AS "sub";
-- rows: 1

SELECT COUNT(*) AS "_count$_all" FROM (SELECT "public"."consent_grant"."id" FROM "public"."consent_grant" WHERE ("public"."consent_grant"."app_id" = $1 AND "public"."consent_grant"."state" = CAST($2::text AS "public"."GrantState") AND "public"."consent_grant"."ends_at" > $3) OFFSET $4) AS "sub";
-- rows: 1

SELECT COUNT(*) AS "_count$_all" FROM (SELECT "public"."consent_grant"."id" FROM "public"."consent_grant" WHERE ("public"."consent_grant"."app_id" = $1 AND "public"."consent_grant"."state" IN (CAST($2::text AS "public"."GrantState"),CAST($3::text AS "public"."GrantState"))) OFFSET $4) AS "sub";
-- rows: 1
