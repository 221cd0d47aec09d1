using ClinicOps.Correspondence.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>To whom a location writes together.</summary>
public sealed class PatientsByVisitsTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly DateOnly From = new(2026, 2, 20);
    private static readonly DateOnly Until = new(2026, 3, 1);

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Who_missed_and_is_not_back_who_is_due_and_who_was_seen_is_told_by_id_and_who_is_closed_is_counted_alone()
    {
        await Put(Nunez.Id, "2026-02-24 15:00", VisitStates.Missed);
        await Put(Nunez.Id, "2026-02-25 15:00", VisitStates.Cancelled);
        await Put(Tran.Id, "2026-02-24 16:00", VisitStates.Missed);

        // Nobody is asked to come back who is coming, also where whoever asks does not see that visit.
        await Put(Tran.Id, "2026-03-10 15:00", VisitStates.Booked, "behavioural");
        await Put(Vega.Id, "2026-02-26 15:00", VisitStates.Missed, "behavioural");
        await Recall(Tran.Id, "due");
        await Recall(Nunez.Id, "declined");

        var (missed, due, seen, elsewhere) = await Ask();
        Assert.Equal((Nunez.Id, 1), (Assert.Single(missed.InSight), missed.Closed));
        Assert.Equal((Tran.Id, 0), (Assert.Single(due.InSight), due.Closed));
        Assert.Equal((2, 1), (seen.InSight.Count, seen.Closed));
        Assert.Equal((0, 0), (elsewhere.InSight.Count, elsewhere.Closed));
    }

    [Fact]
    public async Task The_recall_of_who_was_written_to_together_with_others_says_so_once()
    {
        var recall = await Recall(Tran.Id, "due");
        await clinic.Tell<SchedulingDb>(new RecallLetterSent(Guid.CreateVersion7(), Guid.CreateVersion7(), Tran.Id, TestOrganization.Harbor.Id));
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        Assert.Equal([recall], await clinic.Sql("SELECT recall_id FROM scheduling.recall_letters"));
        Assert.Equal(["contacted"], await clinic.Sql("SELECT state FROM scheduling.recalls"));
    }

    private async Task<(PatientsToWrite Missed, PatientsToWrite Due, PatientsToWrite Seen, PatientsToWrite Elsewhere)> Ask()
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Harbor.Id]);
        var patients = scope.ServiceProvider.GetRequiredService<IPatientsToWrite>();
        return (
            await patients.MissedAndNotBack(TestOrganization.Harbor.Id, From, Until),
            await patients.RecallDue(TestOrganization.Harbor.Id, Until),
            await patients.SeenSince(TestOrganization.Harbor.Id, From),
            await patients.SeenSince(TestOrganization.Mesa.Id, From));
    }

    private Task<Guid> Put(Guid patient, string at, string state, string accessClass = "standard") => clinic.Insert(
        "scheduling.visits",
        ("patient_id", patient), ("provider_id", Okafor), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("starts_at", $"(timestamptz '{at}+00')"),
        ("ends_at", $"(timestamptz '{at}+00' + interval '20 minutes')"), ("state", state), ("access_class", accessClass));

    private Task<Guid> Recall(Guid patient, string state) => clinic.Insert(
        "scheduling.recalls",
        ("patient_id", patient), ("location_id", TestOrganization.Harbor.Id), ("visit_type_id", FollowUp), ("due", "2026-03-01"), ("note", "follow-up"), ("state", state), ("access_class", "standard"));
}
