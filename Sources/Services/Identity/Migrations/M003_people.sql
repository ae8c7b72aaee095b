-- People, by the name under which they act. A login of the database stands for at most one of them.
CREATE TABLE iam_user (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  login      text,
  status     text NOT NULL DEFAULT 'ACTIVE',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX uk_iam_user_name ON iam_user (name);
CREATE UNIQUE INDEX uk_iam_user_login ON iam_user (login);

-- People who can do certain tasks.
CREATE TABLE iam_skill_group (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  status     text NOT NULL DEFAULT 'ACTIVE',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX uk_iam_skill_group_name ON iam_skill_group (name);

CREATE TABLE iam_skill_member (
  group_id   uuid NOT NULL REFERENCES iam_skill_group,
  user_id    uuid NOT NULL REFERENCES iam_user,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (group_id, user_id)
);
CREATE INDEX idx_iam_skill_member_user_id ON iam_skill_member (user_id);
