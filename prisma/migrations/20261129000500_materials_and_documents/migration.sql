-- More kinds of texts, translations that wait for somebody to review them, where complaints go, and the signed document as a PDF.

-- AlterEnum
ALTER TYPE "MaterialKind" ADD VALUE 'PRIVACY_RIGHTS';
ALTER TYPE "MaterialKind" ADD VALUE 'PART2_NOTICE';
ALTER TYPE "MaterialKind" ADD VALUE 'COMPLAINTS';

-- CreateEnum
CREATE TYPE "Translation" AS ENUM ('ORIGINAL', 'HUMAN_REVIEWED', 'MACHINE');

-- AlterTable
-- What was published before was published as final.
ALTER TABLE "material" ADD COLUMN     "translation" "Translation" NOT NULL DEFAULT 'ORIGINAL';
ALTER TABLE "material" ALTER COLUMN "translation" DROP DEFAULT;

-- AlterTable
ALTER TABLE "plan" ADD COLUMN     "complaints_address" TEXT,
ADD COLUMN     "complaints_phone" TEXT;

-- CreateTable
CREATE TABLE "grant_document" (
    "grant_id" UUID NOT NULL,
    "pdf" BYTEA NOT NULL,
    "sha256" BYTEA NOT NULL,

    CONSTRAINT "grant_document_pkey" PRIMARY KEY ("grant_id")
);

-- AddForeignKey
ALTER TABLE "grant_document" ADD CONSTRAINT "grant_document_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "consent_grant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was signed stays what was signed.
alter table grant_document add constraint grant_document_hash check (sha256 = sha256(pdf));

-- A document is written with its grant, by the transaction that signs it: none is put in later.
create function grant_document_rule() returns trigger language plpgsql as $$
begin
  if not exists (select from consent_grant where id = new.grant_id and xmin = pg_current_xact_id()::xid) then
    raise exception 'the document of grant % is written when it is signed', new.grant_id using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger grant_document_insert before insert on grant_document for each row execute function grant_document_rule();
create trigger grant_document_change before update or delete on grant_document for each row execute function never();
create trigger grant_document_truncate before truncate on grant_document for each statement execute function never();

grant select, insert on grant_document to cg_gateway;
