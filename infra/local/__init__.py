"""The whole product on one machine: the same app, handlers, migrations, edge table and static output as deployed.

Only what stands around them differs, and each stand-in keeps the rules of what it stands for:

* `postgres`  a real PostgreSQL, embedded, dying with us;
* `storage`   S3, SQS and SES on loopback (moto) behind a guard that verifies signatures as R2 does, objects kept on
  disk;
* `hosts`     the `app.` and `read.` hosts, interpreting the edge table;
* `api`       the Chalice app over HTTP;
* `pump`, `timer`  what Lambda does with queues and schedules;
* `outbox`    a page with the mail that was sent;
* `stack`     all of it, started and stopped together; `python -m infra.local` runs one.
"""
