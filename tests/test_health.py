"""The probes: alive without a database, ready only with a complete one."""

from unittest import mock

from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor
from django.test import SimpleTestCase, TestCase, override_settings


class AliveTests(SimpleTestCase):
    def test_it_answers_without_a_database(self) -> None:
        response = self.client.get("/healthz")
        self.assertEqual((response.status_code, response.content), (200, b"ok\n"))
        self.assertEqual(response["Cache-Control"], "no-store")

    @override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["verdict.example"])
    def test_a_probe_comes_by_address_and_without_https(self) -> None:
        response = self.client.get("/healthz", headers={"host": "10.0.0.7:8000"}, REMOTE_ADDR="10.0.0.1")
        self.assertEqual(response.status_code, 200)


class ReadyTests(TestCase):
    def test_it_is_ready_with_a_complete_database(self) -> None:
        response = self.client.get("/readyz")
        self.assertEqual((response.status_code, response.content), (200, b"ready\n"))

    def test_it_is_not_ready_while_a_migration_is_missing(self) -> None:
        with mock.patch.object(MigrationExecutor, "migration_plan", return_value=[("migration", False)]):
            response = self.client.get("/readyz")
        self.assertEqual((response.status_code, response.content), (503, b"1 migrations are not applied\n"))

    def test_it_is_not_ready_without_its_database_and_tells_no_details(self) -> None:
        broken = mock.patch(
            "config.health.connections",
            mock.MagicMock(__getitem__=mock.Mock(side_effect=OperationalError("host db.internal"))),
        )
        with broken, self.assertLogs("verdict.health", "ERROR") as logged:
            response = self.client.get("/readyz")
        self.assertEqual((response.status_code, response.content), (503, b"the database does not answer\n"))
        self.assertNotIn("db.internal", logged.output[0])
