using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Tasks;

/// <summary>Calls about visits, and whom reminders may be mailed to.</summary>
public sealed class FollowCallTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly Calls calls = new();
    private readonly StandingVisits visits = new();
    private readonly StandingOrders orders = new();
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await cluster.OpenClinic(
        [new IntakeModule()], services => services.AddSingleton<IOrders>(orders).AddSingleton<IDocumentClasses>(orders).AddSingleton<IAuthorizationDecisions>(orders).AddSingleton<IAppointmentRequests>(visits).AddSingleton<IVisits>(visits).AddSingleton<IVisitReminders>(calls).AddSingleton<IWaitingResults, NoPapers>().AddSingleton<IChartContents, NoPapers>());

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_patient_to_be_called_is_one_task_which_is_done_once_the_visit_is_confirmed_in_whatever_order_that_is_told()
    {
        var patient = await Patient("");
        var visit = visits.Add(patient, clinic.Clock.GetUtcNow().AddDays(1));
        calls.Needed = true;
        await Tell(ToCall(visit));
        await Tell(ToCall(visit));
        await clinic.DeliverAgain();
        Assert.Equal(["call open"], await clinic.Sql("SELECT kind || ' ' || state FROM intake.tasks"));

        calls.Needed = false;
        await Tell(new AppointmentConfirmed(visit.Id, patient, visit.LocationId));
        Assert.Equal(["call done"], await clinic.Sql("SELECT kind || ' ' || state FROM intake.tasks"));

        // The question comes after its answer: nobody is to be called.
        await Tell(ToCall(visit));
        Assert.Equal(["call done"], await clinic.Sql("SELECT kind || ' ' || state FROM intake.tasks"));

        calls.Needed = true;
        await Tell(ToCall(visit) with { Reason = VisitToCall.WantsOtherTime });
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM intake.tasks"));

        // Whoever has the call must not confirm what cannot take place: it says so from now on, and its history says since when.
        await Tell(ToCall(visit) with { Reason = VisitToCall.ProviderOut });
        await Tell(ToCall(visit) with { Reason = VisitToCall.ProviderOut });
        Assert.Equal(["Call the patient: the provider is out"], await clinic.Sql("SELECT title FROM intake.tasks WHERE state = 'open'"));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM intake.task_events WHERE what = 'provider-out'"));
        calls.Needed = false;
        await Tell(new AppointmentCancelled(visit.Id, patient, visit.LocationId, null, null));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM intake.tasks WHERE state = 'open'"));
    }

    [Fact]
    public async Task Who_has_come_is_not_called_any_more_however_early()
    {
        var patient = await Patient("");
        var visit = visits.Add(patient, clinic.Clock.GetUtcNow().AddHours(1));
        calls.Needed = true;
        await Tell(ToCall(visit));
        await clinic.Insert("intake.check_ins", ("visit_id", visit.Id), ("patient_id", patient), ("location_id", visit.LocationId), ("arrived_at", "now()"));

        await Tell(new VisitArrived(visit.Id, patient, visit.LocationId, null));
        await Tell(ToCall(visit));

        Assert.Equal(["call done"], await clinic.Sql("SELECT kind || ' ' || state FROM intake.tasks"));
    }

    [Fact]
    public async Task What_changes_between_the_question_and_the_commit_is_asked_again_whichever_side_came_first()
    {
        var patient = await Patient("");
        var visit = visits.Add(patient, clinic.Clock.GetUtcNow().AddDays(1));

        // Confirmed while the call was being raised: it does not stay.
        calls.Needed = true;
        calls.AfterAnswer = () => calls.Needed = false;
        await Tell(ToCall(visit));
        Assert.Equal(["call done"], await clinic.Sql("SELECT kind || ' ' || state FROM intake.tasks"));

        // The confirmation is taken back while it closes the call: there is one again.
        calls.AfterAnswer = () => calls.Needed = true;
        await Tell(new AppointmentConfirmed(visit.Id, patient, visit.LocationId));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM intake.tasks WHERE state = 'open'"));
    }

    [Fact]
    public async Task Reminders_are_mailed_to_who_said_so_has_an_address_and_lives()
    {
        var patient = await Patient("jose@patient.example");
        Assert.Null(await Reader(patient));
        await Say(patient, true, 1);
        Assert.Equal("jose@patient.example", (await Reader(patient))!.Address);
        await Say(patient, false, 2);
        Assert.Null(await Reader(patient));
        await Say(patient, true, 3);
        Assert.NotNull(await Reader(patient));

        // What one merged into this one said counts too.
        var merged = await Patient("other@patient.example");
        await Say(merged, false, 4);
        await clinic.Sql($"UPDATE intake.patients SET merged_into_id = '{patient}' WHERE id = '{merged}'");
        Assert.Null(await Reader(patient));
        await Say(merged, true, 5);
        Assert.NotNull(await Reader(patient));

        await clinic.Sql($"UPDATE intake.patients SET deceased_source = 'family' WHERE id = '{patient}'");
        Assert.Null(await Reader(patient));
        await Say(await Patient(""), true, 6);
        Assert.Null(await Reader((Guid)(await clinic.Sql("SELECT patient_id FROM intake.contact_preferences ORDER BY at DESC LIMIT 1"))[0]!));
    }

    private Task<ReminderReader?> Reader(Guid patient) => clinic.In((IContactPreferences preferences) => preferences.ReminderReader(patient));

    private Task Say(Guid patient, bool may, int minute) => clinic.In(async (IntakeDb db) =>
    {
        db.ContactPreferences.Add(new ContactPreference { Id = Guid.CreateVersion7(), PatientId = patient, Email = may, At = clinic.Clock.GetUtcNow().AddMinutes(minute) });
        await db.SaveChangesAsync();
    });

    private async Task<Guid> Patient(string email)
    {
        var mrn = Guid.NewGuid().ToString("N")[..8];
        var id = await clinic.Insert("intake.patients", ("mrn", mrn), ("mrn_key", mrn.ToUpperInvariant()), ("birth_date", "1961-04-09"), ("sex", "M"), ("email", email), ("access_class", "standard"));
        await clinic.Insert("intake.patient_names", ("patient_id", id), ("kind", "current"), ("first", "José"), ("last", "Núñez"));
        return id;
    }

    private static VisitToCall ToCall(VisitSummary visit) => new(visit.Id, visit.PatientId, visit.LocationId, null, VisitToCall.Unconfirmed);

    private async Task Tell(IEvent happened)
    {
        await clinic.Tell<IntakeDb>(happened);
        await clinic.RunJobs();
    }

    private sealed class Calls : IVisitReminders
    {
        public bool Needed { get; set; }

        /// <summary>Happens once, right after the next answer: between a question and the commit that follows it.</summary>
        public Action? AfterAnswer { get; set; }

        public Task<VisitReminderContent?> ToSend(Guid reminderId, CancellationToken stopping = default) => Task.FromResult<VisitReminderContent?>(null);

        public Task<bool> NeedsCall(Guid visitId, CancellationToken stopping = default)
        {
            var (answer, after) = (Needed, AfterAnswer);
            AfterAnswer = null;
            after?.Invoke();
            return Task.FromResult(answer);
        }
    }
}
