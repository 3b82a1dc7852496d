-- Members change their e-mail address by a link that goes to the new one, and choose the language of their pages.

-- AlterEnum
ALTER TYPE "AccountLinkKind" ADD VALUE 'CHANGE_EMAIL';

-- AlterTable
ALTER TABLE "account_link" ADD COLUMN     "email" TEXT;

-- AlterTable
ALTER TABLE "member_account" ADD COLUMN     "pages_language" TEXT;

-- A change is to an address, and nothing else is. As text: a value of an enum serves nobody before it is committed.
alter table account_link
  add constraint account_link_email check ((kind::text = 'CHANGE_EMAIL') = (email is not null));
