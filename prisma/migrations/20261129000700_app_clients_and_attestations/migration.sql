-- Partners set how their apps prove themselves, attest anew, and are refused for a security risk alone; members
-- find apps by name.

-- AlterEnum
ALTER TYPE "AppState" ADD VALUE 'REFUSED';

-- CreateEnum
CREATE TYPE "SecurityRisk" AS ENUM ('TOKENS_EXPOSED', 'REDIRECT_NOT_CONTROLLED', 'MALWARE', 'NO_ENCRYPTION', 'UNVERIFIABLE_OPERATOR', 'VULNERABILITY_UNPATCHED');

-- AlterTable
ALTER TABLE "app" ADD COLUMN     "pending_redirect_uris" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "search_text" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "state_risk" "SecurityRisk";

-- AlterTable
ALTER TABLE "app_attestation" ADD COLUMN     "privacy_policy_url" TEXT;

-- AlterTable
ALTER TABLE "app_client" ADD COLUMN     "former_secret_hash" BYTEA,
ADD COLUMN     "former_secret_until" TIMESTAMPTZ(3);

-- A secret that was changed may go on beside the new one, for seven days at most.
alter table app_client add constraint app_client_former_secret check (
  (former_secret_hash is null) = (former_secret_until is null)
  and (former_secret_hash is null or (authentication = 'SECRET' and octet_length(former_secret_hash) = 32))
  and (former_secret_until is null or former_secret_until <= changed_at + interval '7 days'));

-- Why: the risk goes with a state that denies, and with no other (42 CFR 422.119(e)).
alter table app add constraint app_state_risk check (state_risk is null or state::text in ('SUSPENDED', 'REFUSED'));

-- ------------------------------------------------------------ apps are found by name, however it is written

-- Without case and accents. Of what PostgreSQL brings itself: extensions may not be there.
create function folded(words text) returns text language sql immutable parallel safe as $$
  select lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g'))
$$;

create function app_search_text() returns trigger language plpgsql as $$
begin
  new.search_text := folded(new.name || ' ' || (select p.name from partner p where p.id = new.partner_id));
  return new;
end $$;
create trigger app_search_text before insert or update on app for each row execute function app_search_text();

-- What is known of the apps so far; no change that would need an entry.
alter table app disable trigger user;
update app a set search_text = folded(a.name || ' ' || p.name) from partner p where p.id = a.partner_id;
alter table app enable trigger user;

-- Which policy went with earlier answers was not kept: that of now stands for it, so that no change is told
-- which nobody made.
alter table app_attestation disable trigger user;
update app_attestation t set privacy_policy_url = a.privacy_policy_url from app a where a.id = t.app_id;
alter table app_attestation enable trigger user;

-- ------------------------------------------------------------ a change of an app that is neither state nor answers

set role cg_ledger;

-- Whether a leaf has what its kind is read by, in canonical order. Written so that it is inlined.
create or replace function ledger.has_shape(leaf bytea, kind text) returns boolean language sql stable as $$
  select case
    when kind = 'DISCLOSURE' then leaf like
      '{"actor":"%","app":"%","at":%,"categories":[%],"fields":[%],"grant":"%","grantVersion":%,"kind":"%","labels":[%],'
      '"member":"%","operationHash":"%","operationName":%,"partner":"%","plan":"%","purpose":"%","records":{%},'
      '"release":"%","responseHash":"%","token":"%","v":1}'::bytea
    when kind = 'SELF_ACCESS' then leaf like
      '{"actor":"%","at":%,"categories":[%],"fields":[%],"kind":"%","labels":[%],"member":"%","operationHash":"%",'
      '"operationName":%,"plan":"%","records":{%},"release":"%","responseHash":"%","token":"%","v":1}'::bytea
    when kind = 'AGENT_LOOKUP' then leaf like
      '{"actor":"%","at":%,"kind":"%",%"operationHash":"%","operationName":%,"release":"%","responseHash":"%",'
      '"token":"%","v":1,"what":"%"}'::bytea
    when kind = 'AUDIT_READ' then leaf like
      '{"actor":"%","at":%,"count":%,"kind":"%","members":[%],"operationHash":"%","operationName":%,"release":"%",'
      '"responseHash":"%","token":"%","v":1,"what":"%"}'::bytea
    when kind in ('GRANT_SIGNED', 'GRANT_ENDED') then leaf like
      '{"actor":"%","actorKind":"%","app":"%",%"member":"%","partner":"%","plan":"%",%"subject":"%","v":1,"version":%}'::bytea
    when kind in ('APP_REGISTERED', 'APP_ATTESTED', 'APP_STATE_CHANGED') then leaf like
      '{"actor":"%","actorKind":"%","app":"%",%"partner":"%",%"subject":"%","v":1,"version":%}'::bytea
    when kind = 'APP_CHANGED' then leaf like
      '{"actor":"%","actorKind":"%","app":"%",%"fields":[%"],%"partner":"%",%"subject":"%","v":1,"version":%}'::bytea
    when kind = 'MATERIAL_PUBLISHED' then leaf like
      '{"actor":"%","at":%,"document":"%","kind":"%","material":"%","plan":"%","release":"%","v":1}'::bytea
    else ledger.is_about_ledger(convert_from(leaf, 'UTF8')::jsonb)
  end
$$;

set role cg_migrator;
