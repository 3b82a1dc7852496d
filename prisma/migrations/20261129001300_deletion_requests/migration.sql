-- A member whose consent has ended asks the app to delete what it got; the app says what it did.

-- CreateEnum
CREATE TYPE "DeletionState" AS ENUM ('REQUESTED', 'ACKNOWLEDGED');

-- CreateEnum
CREATE TYPE "DeletionOutcome" AS ENUM ('DELETED', 'PARTLY_DELETED', 'KEPT');

-- CreateEnum
CREATE TYPE "DeletionChannel" AS ENUM ('ONLINE', 'PHONE');

-- CreateTable
CREATE TABLE "deletion_request" (
    "id" UUID NOT NULL,
    "grant_id" UUID NOT NULL,
    "state" "DeletionState" NOT NULL DEFAULT 'REQUESTED',
    "channel" "DeletionChannel" NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "answer_due_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "DeletionOutcome",
    "explanation" TEXT,
    "acknowledged_by" TEXT,
    "acknowledged_at" TIMESTAMPTZ(3),

    CONSTRAINT "deletion_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "deletion_request_grant_id_key" ON "deletion_request"("grant_id");

-- CreateIndex
CREATE INDEX "deletion_request_state_id_idx" ON "deletion_request"("state", "id");

-- AddForeignKey
ALTER TABLE "deletion_request" ADD CONSTRAINT "deletion_request_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "consent_grant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

alter table deletion_request
  add constraint deletion_due check (answer_due_at > requested_at),
  add constraint deletion_acknowledged check (
    (state = 'ACKNOWLEDGED') = (outcome is not null) and (outcome is not null) = (acknowledged_by is not null)
    and (outcome is not null) = (acknowledged_at is not null)),
  add constraint deletion_explanation check (
    (explanation is null or outcome is not null and char_length(explanation) between 1 and 1000)
    and (outcome in ('PARTLY_DELETED', 'KEPT')) <= (explanation is not null));

-- It is asked once for a grant, after the grant's end, and answered once.
create function deletion_rule() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'REQUESTED' or not exists (
      select from consent_grant where id = new.grant_id and (state <> 'ACTIVE' or ends_at <= clock_timestamp())
    ) then
      raise exception 'a deletion is requested after the end of its grant' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if old.state <> 'REQUESTED' or new.state <> 'ACKNOWLEDGED'
    or (new.id, new.grant_id, new.channel, new.requested_by, new.requested_at, new.answer_due_at)
      is distinct from (old.id, old.grant_id, old.channel, old.requested_by, old.requested_at, old.answer_due_at)
  then
    raise exception 'deletion request % cannot change so', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger deletion_change before insert or update on deletion_request for each row execute function deletion_rule();
create trigger deletion_delete before delete on deletion_request for each row execute function never();
create trigger deletion_truncate before truncate on deletion_request for each statement execute function never();

grant select, insert on deletion_request to cg_gateway;
grant update (state, outcome, explanation, acknowledged_by, acknowledged_at) on deletion_request to cg_gateway;

-- ------------------------------------------------------------ its events: ids and codes alone

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
    when kind in ('COMPLAINT_FILED', 'COMPLAINT_ANSWERED', 'COMPLAINT_CLOSED') then leaf like
      '{"actor":"%","actorKind":"%","at":%,"complaint":"%","kind":"%","member":"%","plan":"%","release":"%","v":1}'::bytea
    when kind = 'DELETION_REQUESTED' then leaf like
      '{"actor":"%","actorKind":"%","app":"%","at":%,"channel":"%","deletion":"%","grant":"%","kind":"%","member":"%",'
      '"partner":"%","plan":"%","release":"%","v":1}'::bytea
    when kind = 'DELETION_ACKNOWLEDGED' then leaf like
      '{"actor":"%","actorKind":"%","app":"%","at":%,"deletion":"%","grant":"%","kind":"%","member":"%","outcome":"%",'
      '"partner":"%","plan":"%","release":"%","v":1}'::bytea
    else ledger.is_about_ledger(convert_from(leaf, 'UTF8')::jsonb)
  end
$$;

set role cg_migrator;
