-- How far a member has come with signing on their own pages: for which app, and what they have chosen.

-- AlterTable
ALTER TABLE "member_session" ADD COLUMN     "signing" JSONB;
