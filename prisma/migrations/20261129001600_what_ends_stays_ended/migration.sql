-- Keys of an app that was reviewed wait for an admin. What ended of a member's sessions stays ended.

-- AlterTable
ALTER TABLE "app" ADD COLUMN     "pending_client_keys" JSONB;

-- AlterTable
ALTER TABLE "member_account" ADD COLUMN     "sessions_ended_at" TIMESTAMPTZ(3);

-- By member, what is ended with a new password; by app, what is ended with its suspension.
create index oauth_artifact_session_member on oauth_artifact ((payload ->> 'accountId')) where kind = 'Session';
create index oauth_artifact_interaction_member on oauth_artifact
  ((coalesce(payload #>> '{result,login,accountId}', payload #>> '{session,accountId}'))) where kind = 'Interaction';
create index oauth_artifact_client on oauth_artifact ((payload ->> 'clientId')) where payload ->> 'clientId' is not null;

-- SHA-256 each, as in the sister tables.
alter table oauth_artifact add constraint oauth_artifact_hashes
  check (octet_length(id_hash) = 32 and (uid_hash is null or octet_length(uid_hash) = 32));
alter table member_session add constraint member_session_secret_hash check (octet_length(secret_hash) = 32);
