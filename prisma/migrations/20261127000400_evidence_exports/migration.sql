-- Bundles of evidence that auditors ask for, kept for some days where every gateway can hand them out.

-- CreateEnum
CREATE TYPE "EvidenceState" AS ENUM ('QUEUED', 'RUNNING', 'READY', 'FAILED', 'EXPIRED');

-- CreateTable
CREATE TABLE "evidence_export" (
    "id" UUID NOT NULL,
    "auditor" TEXT NOT NULL,
    "member_id" UUID,
    "app_id" UUID,
    "since" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3),
    "state" "EvidenceState" NOT NULL DEFAULT 'QUEUED',
    "worker" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "entries" INTEGER,
    "bytes" BIGINT,
    "sha256" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ready_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "evidence_export_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evidence_chunk" (
    "export_id" UUID NOT NULL,
    "worker" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "evidence_chunk_pkey" PRIMARY KEY ("export_id","worker","number")
);

-- CreateIndex
CREATE INDEX "evidence_export_auditor_requested_at_idx" ON "evidence_export"("auditor", "requested_at");

-- AddForeignKey
ALTER TABLE "evidence_chunk" ADD CONSTRAINT "evidence_chunk_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "evidence_export"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What waits is few, however many there were.
create index evidence_export_waiting on evidence_export (requested_at) where state in ('QUEUED', 'RUNNING');
-- A zip is compressed already.
alter table evidence_chunk alter column bytes set storage external;

-- Nobody widens what was asked for, and it is not deleted: only its bytes are.
create function evidence_export_asked() returns trigger language plpgsql as $$
begin
  if (new.id, new.auditor, new.requested_at) <> (old.id, old.auditor, old.requested_at)
     or (new.member_id, new.app_id, new.since, new.until)
       is distinct from (old.member_id, old.app_id, old.since, old.until) then
    raise exception 'what was asked for does not change' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger evidence_export_asked before update on evidence_export
  for each row execute function evidence_export_asked();

grant select, insert, update on evidence_export to cg_gateway;
grant select, insert, delete on evidence_chunk to cg_gateway;
