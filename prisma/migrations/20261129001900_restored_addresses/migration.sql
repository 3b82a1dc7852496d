-- Whoever holds the address that an account had takes the account back by a link.

-- AlterEnum
ALTER TYPE "AccountLinkKind" ADD VALUE 'RESTORE_EMAIL';

-- Both kinds are to an address, and no other is. As text: a value of an enum serves nobody before it is committed.
alter table account_link
  drop constraint account_link_email,
  add constraint account_link_email
    check ((kind::text in ('CHANGE_EMAIL', 'RESTORE_EMAIL')) = (email is not null));
