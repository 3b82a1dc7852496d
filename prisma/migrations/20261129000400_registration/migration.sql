-- Members register by themselves, verify their e-mail, and reset their password. A Social Security number is kept as a
-- keyed hash alone, by the import, for the door.

-- CreateEnum
CREATE TYPE "AccountLinkKind" AS ENUM ('VERIFY_EMAIL', 'RESET_PASSWORD');

-- CreateTable
CREATE TABLE "health"."social_security_number" (
    "member_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "social_security_number_pkey" PRIMARY KEY ("member_id")
);

-- CreateTable
CREATE TABLE "registration_visit" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "member_id" UUID NOT NULL,
    "return_to" TEXT,
    "sent_to" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "registration_visit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_link" (
    "token_hash" BYTEA NOT NULL,
    "account_id" UUID NOT NULL,
    "kind" "AccountLinkKind" NOT NULL,
    "return_to" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_link_pkey" PRIMARY KEY ("token_hash")
);

-- CreateIndex
CREATE INDEX "social_security_number_hash_idx" ON "health"."social_security_number"("hash");

-- CreateIndex
CREATE INDEX "registration_visit_expires_at_idx" ON "registration_visit"("expires_at");

-- CreateIndex
CREATE INDEX "account_link_account_id_kind_idx" ON "account_link"("account_id", "kind");

-- CreateIndex
CREATE INDEX "account_link_expires_at_idx" ON "account_link"("expires_at");

-- AddForeignKey
ALTER TABLE "health"."social_security_number" ADD CONSTRAINT "social_security_number_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration_visit" ADD CONSTRAINT "registration_visit_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_link" ADD CONSTRAINT "account_link_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "member_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Hashes and nothing else: SHA-256 is 32 bytes.
alter table health.social_security_number add constraint social_security_number_hash check (octet_length(hash) = 32);
alter table account_link add constraint account_link_hash check (octet_length(token_hash) = 32);
alter table registration_visit
  add constraint registration_visit_hash check (octet_length(token_hash) = 32),
  -- Members are sent to nowhere else.
  add constraint registration_visit_return check (return_to ~ '^/oauth/interaction/[A-Za-z0-9_-]+$');
alter table account_link
  add constraint account_link_return check (return_to ~ '^/oauth/interaction/[A-Za-z0-9_-]+$');

-- Passwords are reset by e-mail, too.
create index member_account_email on member_account (lower(email));

grant select on health.social_security_number to cg_door;
grant select, insert, update, delete on health.social_security_number to cg_import;
grant select, insert, update, delete on registration_visit, account_link to cg_gateway;

-- Earlier imports kept a Patient as it came, the Social Security number in it, and a hash by which it could be guessed.
-- The hash goes too: the next import then finds the record changed, and keeps the keyed hash.
update health.demographics d
set source_hash = '\x00'::bytea,
  source = jsonb_set(d.source, '{identifier}', (
    select jsonb_agg(case
      when i.value ->> 'system' in ('http://hl7.org/fhir/sid/us-ssn', 'urn:oid:2.16.840.1.113883.4.1')
        or i.value #> '{type,coding}' @> '[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"SS"}]'
      then jsonb_set(i.value, '{value}', '"000-00-0000"') else i.value end order by i.place)
    from jsonb_array_elements(d.source -> 'identifier') with ordinality as i (value, place)))
where d.source @> '{"identifier":[{"system":"http://hl7.org/fhir/sid/us-ssn"}]}'
  or d.source @> '{"identifier":[{"system":"urn:oid:2.16.840.1.113883.4.1"}]}'
  or d.source @> '{"identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"SS"}]}}]}';
