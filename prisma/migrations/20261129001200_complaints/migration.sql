-- Members complain to their plan (45 CFR 164.530(d)). What they write and what they are answered is kept as it was
-- written, and never deleted.

-- CreateEnum
CREATE TYPE "ComplaintKind" AS ENUM ('PRIVACY', 'SHARING', 'APP', 'OTHER');

-- CreateEnum
CREATE TYPE "ComplaintState" AS ENUM ('RECEIVED', 'IN_PROGRESS', 'ANSWERED', 'CLOSED');

-- AlterTable
ALTER TABLE "plan" ADD COLUMN     "complaint_days" INTEGER NOT NULL DEFAULT 30;

-- CreateTable
CREATE TABLE "complaint" (
    "id" UUID NOT NULL,
    "case_number" TEXT NOT NULL,
    "plan_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "app_id" UUID,
    "filing_key" TEXT NOT NULL,
    "kind" "ComplaintKind" NOT NULL,
    "text" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "state" "ComplaintState" NOT NULL DEFAULT 'RECEIVED',
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "handled_by" TEXT,
    "answer" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "complaint_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "complaint_state_due_at_idx" ON "complaint"("state", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "complaint_plan_id_case_number_key" ON "complaint"("plan_id", "case_number");

-- CreateIndex
CREATE UNIQUE INDEX "complaint_member_id_filing_key_key" ON "complaint"("member_id", "filing_key");

-- AddForeignKey
ALTER TABLE "complaint" ADD CONSTRAINT "complaint_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "complaint" ADD CONSTRAINT "complaint_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "complaint" ADD CONSTRAINT "complaint_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

alter table plan add constraint plan_complaint_days check (complaint_days between 1 and 365);

create sequence complaint_case as bigint;

alter table complaint
  add constraint complaint_words check (
    char_length(text) between 1 and 5000 and (answer is null or char_length(answer) between 1 and 5000)),
  add constraint complaint_filing_key check (char_length(filing_key) between 1 and 100),
  add constraint complaint_due check (due_at > received_at),
  add constraint complaint_answered check (
    (answer is not null) = (state in ('ANSWERED', 'CLOSED')) and (answered_at is not null) = (answer is not null)),
  add constraint complaint_closed check ((closed_at is not null) = (state = 'CLOSED')),
  add constraint complaint_handled check (state = 'RECEIVED' or handled_by is not null);

-- What was written stays what was written, and a complaint only goes on.
create function complaint_rule() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'RECEIVED' then
      raise exception 'a complaint begins as received' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if (new.id, new.case_number, new.plan_id, new.member_id, new.filing_key, new.kind, new.text, new.language,
      new.received_at, new.due_at)
      is distinct from (old.id, old.case_number, old.plan_id, old.member_id, old.filing_key, old.kind, old.text,
      old.language, old.received_at, old.due_at)
    or new.app_id is distinct from old.app_id
    or old.answer is not null and (new.answer, new.answered_at) is distinct from (old.answer, old.answered_at)
    or new.state <= old.state
    or new.state = 'CLOSED' and old.state <> 'ANSWERED'
  then
    raise exception 'complaint % cannot change so', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger complaint_change before insert or update on complaint for each row execute function complaint_rule();
create trigger complaint_delete before delete on complaint for each row execute function never();
create trigger complaint_truncate before truncate on complaint for each statement execute function never();

grant select, insert on complaint to cg_gateway;
grant update (state, handled_by, answer, answered_at, closed_at) on complaint to cg_gateway;
grant usage on sequence complaint_case to cg_gateway;

-- ------------------------------------------------------------ its events: ids alone

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
    else ledger.is_about_ledger(convert_from(leaf, 'UTF8')::jsonb)
  end
$$;

set role cg_migrator;
