-- Where a member is written to, and in which language; nobody is written to at an address that is not verified.

-- AlterTable
ALTER TABLE "member_account" ADD COLUMN     "email" TEXT,
ADD COLUMN     "email_verified_at" TIMESTAMPTZ(3),
ADD COLUMN     "language" TEXT NOT NULL DEFAULT 'en';

alter table member_account add constraint member_account_email check (email is not null or email_verified_at is null);
