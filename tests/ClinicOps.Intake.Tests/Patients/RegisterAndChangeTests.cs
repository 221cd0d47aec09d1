using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Patients;

public sealed class RegisterAndChangeTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Theory]
    [InlineData("Bob", "Abbott", "1970-02-03")] // a nickname, the same day
    [InlineData("Robert", "Abbot", "1970-03-02")] // a like name, day and month exchanged
    [InlineData("Robert", "Abbott", "1931-12-24")] // the very name
    public async Task People_who_look_alike_are_shown_before_anything_is_saved_and_registered_beside_on_the_second_asking(string first, string last, string born)
    {
        var robert = await clinic.Register(Person("Robert", "Abbott", "1970-02-03"));
        await clinic.Register(Person("Omar", "Haddad", "1970-02-03"));
        var id = Guid.CreateVersion7();

        var shown = Assert.IsType<Registration.LooksLike>(await Register(id, "N1", Person(first, last, born)));

        Assert.Equal([robert], shown.Patients.Select(patient => patient.Id));
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM intake.patients"));
        Assert.Equal(new Registration.Registered(id), await Register(id, "N1", Person(first, last, born), robert));
    }

    [Fact]
    public async Task Who_looks_like_nobody_is_registered_at_once_with_audit_and_history()
    {
        await clinic.Register(Person("Robert", "Abbott", "1970-02-03"));
        var id = Guid.CreateVersion7();

        Assert.Equal(new Registration.Registered(id), await Register(id, "N1", Person("Elena", "Rossi")));
        Assert.Equal(new Registration.Registered(id), await Register(id, "N1", Person("Elena", "Rossi")));

        Assert.Equal([id], await clinic.Sql("SELECT subject_id FROM audit.entries WHERE action = 'patient.registered'"));
        Assert.Equal(["registered"], await clinic.Sql($"SELECT field FROM intake.patient_changes WHERE patient_id = '{id}'"));
    }

    [Fact]
    public async Task An_mrn_that_differs_by_punctuation_alone_is_taken()
    {
        var holder = await clinic.Register(Person("Robert", "Abbott", "1970-02-03"), "AC-1015");

        Assert.Equal(new Registration.MrnTaken(holder), await Register(Guid.CreateVersion7(), "ac1015", Person("Elena", "Rossi")));
    }

    [Fact]
    public async Task Who_was_overtaken_is_told_by_whom_and_nothing_is_stored()
    {
        var elena = await clinic.Register(Person("Elena", "Rossi") with { Phone = "(419) 555-0149" });
        var version = await Version(elena);
        Assert.IsType<PatientEdit.Changed>(await Change(elena, version, new() { Phone = "(419) 555-0150" }));
        var at = clinic.Clock.GetUtcNow();
        clinic.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(new PatientEdit.ChangedMeanwhile(Ana, at), await Change(elena, version, new() { Email = "elena@example.com" }));

        Assert.Equal(["(419) 555-0150"], await clinic.Sql("SELECT written FROM intake.patient_phones"));
        Assert.Equal([null], await clinic.Sql("SELECT email FROM intake.patients"));
        Assert.IsType<PatientEdit.Changed>(await Change(elena, await Version(elena), new() { Email = "elena@example.com" }));
    }

    [Fact]
    public async Task A_change_of_a_child_row_alone_also_counts_as_a_change_of_the_patient()
    {
        var elena = await clinic.Register(Person("Elena", "Rossi") with { MemberId = "SCX1" });
        var version = await Version(elena);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        await Change(elena, version, new() { MemberId = "SCX2" });

        Assert.NotEqual(version, await Version(elena));
    }

    [Fact]
    public async Task Of_two_who_save_at_the_same_moment_one_wins_and_the_other_is_told()
    {
        var elena = await clinic.Register(Person("Elena", "Rossi"));
        var version = await Version(elena);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        var both = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(() => Change(elena, version, new() { Phone = $"(419) 555-010{n}" }))));

        Assert.Single(both, edit => edit is PatientEdit.Changed);
        Assert.Equal(5, both.Count(edit => edit is PatientEdit.ChangedMeanwhile));
        Assert.Single(await clinic.Sql("SELECT written FROM intake.patient_phones"));
    }

    [Fact]
    public async Task Saving_what_stands_there_already_changes_nothing_and_audits_nothing()
    {
        var elena = await clinic.Register(Person("Elena", "Rossi") with { Phone = "(419) 555-0149", Sex = "F" });
        var version = await Version(elena);

        var edit = Assert.IsType<PatientEdit.Changed>(await Change(elena, version, Person("Elena", "Rossi") with { Phone = "(419) 555-0149", Sex = "F" }));

        Assert.Empty(edit.Fields);
        Assert.Equal(version, await Version(elena));
        Assert.Empty(await clinic.Sql("SELECT id FROM audit.entries WHERE action = 'patient.changed'"));
    }

    [Fact]
    public async Task A_name_taken_again_after_another_stands_once()
    {
        var elena = await clinic.Register(Person("Elena", "Rossi"));
        await clinic.Rename(elena, "Whitfield");
        await clinic.Rename(elena, "Rossi");

        Assert.Equal(
            ["current Rossi", "former Whitfield"],
            (await clinic.Sql("SELECT kind || ' ' || last FROM intake.patient_names")).Cast<string>().Order());
    }

    [Fact]
    public async Task The_history_is_changed_by_nobody()
    {
        await clinic.Register(Person("Elena", "Rossi"));
        await using var connection = new NpgsqlConnection(clinic.ConnectionStringOf("clinicops_intake"));
        await connection.OpenAsync();
        foreach (var statement in (string[])["UPDATE patient_changes SET old = ''", "DELETE FROM patient_changes", "DELETE FROM task_events", "DELETE FROM patient_imports"])
        {
            await using var command = new NpgsqlCommand(statement, connection);
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }
    }

    private Task<Registration> Register(Guid id, string mrn, PatientDetails details, params Guid[] known) =>
        clinic.In((RegisterPatient register) => register.Run(id, mrn, details, known, knownClosed: 0, CancellationToken.None));

    private async Task<PatientEdit> Change(Guid id, uint version, PatientDetails said)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, []);
        return await scope.ServiceProvider.GetRequiredService<ChangePatient>().Run(id, version, said, keepsOldName: true, keepsOldHome: true, null, CancellationToken.None);
    }

    private Task<uint> Version(Guid id) => clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Where(p => p.Id == id).Select(p => p.Version).SingleAsync());
}
