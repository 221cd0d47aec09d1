using System.Collections.Concurrent;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Joining;
using ClinicOps.Kernel.Modules;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace ClinicOps.Scheduling.Tests;

/// <summary>A clinic with two providers and a register of two patients, one who has died, and a record that was merged away.</summary>
internal static class SchedulingClinic
{
    public static readonly Guid Okafor = Guid.Parse("0190b000-0000-7000-8000-000000000001");

    public static readonly Guid Lindqvist = Guid.Parse("0190b000-0000-7000-8000-000000000002");

    public static readonly Guid FollowUp = Guid.Parse("0190d000-0000-7000-8000-000000000009");

    public static readonly PatientSummary Nunez = new(
        Guid.Parse("0190c000-0000-7000-8000-000000000001"), "A-1001", "José", null, "Núñez", null, new DateOnly(1961, 4, 9), "M", null, null, null, null, "standard");

    public static readonly PatientSummary Tran = new(
        Guid.Parse("0190c000-0000-7000-8000-000000000002"), "A-1002", "Mai", null, "Tran", null, new DateOnly(1988, 12, 2), "F", null, null, null, null, "standard");

    /// <summary>Who has died.</summary>
    public static readonly PatientSummary Vega = new(
        Guid.Parse("0190c000-0000-7000-8000-000000000003"), "A-1003", "Rosa", null, "Vega", null, new DateOnly(1931, 1, 5), "F", null, null, null, null, "standard")
    { IsDeceased = true };

    /// <summary>A second record of José Núñez, merged into his first.</summary>
    public static readonly PatientSummary Twice = Nunez with { Id = Guid.Parse("0190c000-0000-7000-8000-000000000004"), Mrn = "A-1004", MergedIntoId = Nunez.Id };

    /// <param name="stand">What else stands in, after the rest.</param>
    public static async Task<TestClinic> Open(TestCluster cluster, Action<IServiceCollection>? stand = null)
    {
        var clinic = await cluster.OpenClinic(
            [new SchedulingModule(), new Listener()],
            services =>
            {
                services.AddSingleton<IPatients>(new Register(Nunez, Tran, Vega, Twice)).AddSingleton<IPatientMerges, Unmerged>().AddSingleton<Wishes>().AddSingleton<IAppointmentTasks>(all => all.GetRequiredService<Wishes>());
                services.AddSingleton<Desk>().AddSingleton<IVisitProgress>(all => all.GetRequiredService<Desk>()).AddSingleton<MailAllowed>().AddSingleton<IContactPreferences>(all => all.GetRequiredService<MailAllowed>());
                services.AddSingleton<Readiness>().AddSingleton<IPatientReadiness>(all => all.GetRequiredService<Readiness>());
                services.AddSingleton<Windows>().AddSingleton<IVisitWindows>(all => all.GetRequiredService<Windows>());
                stand?.Invoke(services);
            },
            new Dictionary<string, string?> { ["Scheduling:Confirmation:PublicAddress"] = "https://visits.clinic.example" });
        await clinic.In(async (SchedulingDb db) =>
        {
            db.Providers.Add(new Provider { Id = Okafor, Name = "Amara Okafor", Credentials = "MD", LocationId = TestOrganization.Harbor.Id });
            db.Providers.Add(new Provider { Id = Lindqvist, Name = "Per Lindqvist", LocationId = TestOrganization.Mesa.Id });
            for (var weekday = DayOfWeek.Monday; weekday <= DayOfWeek.Friday; weekday++)
            {
                db.WorkingHours.Add(Hours(Okafor, weekday, 8 * 60, 17 * 60));
            }

            db.VisitTypes.Add(new VisitType { Id = FollowUp, Code = "follow-up", Name = "Follow-up", Minutes = 20 });
            await db.SaveChangesAsync();
        });
        return clinic;
    }

    public static WorkingHours Hours(Guid provider, DayOfWeek weekday, int from, int until) => new()
    {
        Id = Guid.CreateVersion7(),
        ProviderId = provider,
        LocationId = TestOrganization.Harbor.Id,
        Weekday = weekday,
        FromMinute = from,
        UntilMinute = until,
    };

    /// <summary>Monday, March 2nd, on Harbor's clock.</summary>
    public static DateTimeOffset At(string time) => new DateTimeOffset(2026, 3, 2, 5, 0, 0, TimeSpan.Zero) + TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    public static VisitToBook ToBook(string start = "10:00", int minutes = 30, Guid? task = null) =>
        new(Guid.CreateVersion7(), Nunez.Id, Okafor, TestOrganization.Harbor.Id, FollowUp, "Follow-up", At(start), minutes, task);

    public static Task<VisitEntry> Book(this TestClinic clinic, VisitToBook visit) => clinic.In((BookVisit book) => book.Run(visit, CancellationToken.None));

    /// <summary>Booked, and as a user then sees it.</summary>
    public static async Task<Visit> Booked(this TestClinic clinic, VisitToBook visit)
    {
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(visit));
        return await clinic.Seen(visit.Id);
    }

    public static Task<Visit> Seen(this TestClinic clinic, Guid visitId) => clinic.In((SchedulingDb db) => db.Visits.AsNoTracking().SingleAsync(visit => visit.Id == visitId));

    public static Task<VisitChanged> Move(this TestClinic clinic, Visit seen, Place to) =>
        clinic.In((ChangeVisit change) => change.Move(seen.Id, seen.Version, to, CancellationToken.None));

    public static Task<VisitChanged> Cancel(this TestClinic clinic, Visit seen) =>
        clinic.In((ChangeVisit change) => change.Cancel(seen.Id, seen.Version, CancellationToken.None));

    public static Task<VisitChanged> Undo(this TestClinic clinic, Guid change) => clinic.In((ChangeVisit of) => of.Undo(change, CancellationToken.None));

    public static async Task ExpectNoOverlap(this TestClinic clinic) => Assert.Equal([0L], await clinic.Sql(
        """
        SELECT count(*) FROM scheduling.visits a JOIN scheduling.visits b
        ON a.provider_id = b.provider_id AND a.id < b.id AND a.state <> 'cancelled' AND b.state <> 'cancelled' AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
        """));

    public static Task<VisitEntry> Enter(this TestClinic clinic, VisitToEnter visit) => clinic.In((EnterVisit enter) => enter.Run(visit, CancellationToken.None));

    /// <summary>Half an hour of José Núñez with Dr. Okafor at Harbor on Monday, March 2nd.</summary>
    public static VisitToEnter Visit(string start = "10:00", int minutes = 30, string date = "2026-03-02") => new(
        Guid.CreateVersion7(), Nunez.Id, Okafor, TestOrganization.Harbor.Id, "Follow-up",
        DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(start, System.Globalization.CultureInfo.InvariantCulture), minutes);
}

/// <summary>Stands in for Intake.</summary>
internal sealed class Register(params PatientSummary[] patients) : IPatients
{
    public Task<PatientSummary?> Find(Guid patientId, CancellationToken stopping = default) => Task.FromResult(patients.FirstOrDefault(patient => patient.Id == patientId));

    public Task<IReadOnlyList<PatientSummary>> Find(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. patients.Where(patient => patientIds.Contains(patient.Id))]);

    public Task<IReadOnlyList<PatientSummary>> FindByMrn(IReadOnlyCollection<string> mrns, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. patients.Where(patient => mrns.Contains(patient.Mrn))]);

    public Task<IReadOnlyList<PatientSummary>> Search(string text, int limit, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. patients.Where(patient => patient.ListName.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(limit)]);
}

/// <summary>Stands in for Intake: nobody is merged.</summary>
internal sealed class Unmerged : IPatientMerges
{
    public Task<SubjectStanding> Standing(Guid patientId, CancellationToken stopping = default) =>
        Task.FromResult(new SubjectStanding(null, [], new Dictionary<Guid, string> { [patientId] = "standard" }));

    public Task<DateTimeOffset?> MergedAt(Guid mergeId, CancellationToken stopping = default) => Task.FromResult<DateTimeOffset?>(null);
}

/// <summary>Stands in for Intake: the patients who allow reminders by mail.</summary>
internal sealed class MailAllowed : HashSet<Guid>, IContactPreferences
{
    public Task<ReminderReader?> ReminderReader(Guid patientId, CancellationToken stopping = default) => Task.FromResult(Contains(patientId) ? new ReminderReader("reader@patient.example", null) : null);
}

/// <summary>Stands in for Intake: who has come to the desk. That its own rules hold, the tests of the pages say.</summary>
internal sealed class Desk(TimeProvider clock) : IVisitProgress
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> arrived = [];

    /// <summary>Visits that are over, as the desk says.</summary>
    public ConcurrentBag<Guid> Done { get; } = [];

    public Task<IReadOnlyList<VisitProgress>> Of(IReadOnlyCollection<Guid> visitIds, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<VisitProgress>>([.. arrived.Where(one => visitIds.Contains(one.Key)).Select(one => new VisitProgress(one.Key, one.Value, null, null, null, Done.Contains(one.Key) ? clock.GetUtcNow() : null))]);

    public Task<ProgressStep> Step(Guid visitId, string step, bool undo, string? seen, CancellationToken stopping = default) =>
        Task.FromResult<ProgressStep>(new ProgressStep.Taken(undo ? arrived.TryRemove(visitId, out _) : arrived.TryAdd(visitId, clock.GetUtcNow())));
}

/// <summary>Stands in for Intake: what stands in the way of patients, by patient; nothing in that of all others.</summary>
internal sealed class Readiness : Dictionary<Guid, PatientReadiness>, IPatientReadiness
{
    public Task<IReadOnlyDictionary<Guid, PatientReadiness>> Of(IReadOnlyCollection<ReadinessQuestion> questions, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyDictionary<Guid, PatientReadiness>>(questions.ToDictionary(question => question.Id, question => this.GetValueOrDefault(question.PatientId, new PatientReadiness([], []))));
}

/// <summary>Stands in for Intake: on which days visits of a care thread, or of a patient, are covered and authorized.</summary>
internal sealed class Windows : Dictionary<Guid, VisitWindow>, IVisitWindows
{
    public Task<VisitWindow?> Of(Guid patientId, Guid locationId, Guid? taskId, Guid? careThreadId, CancellationToken stopping = default) =>
        Task.FromResult(careThreadId is { } thread && TryGetValue(thread, out var ofThread) ? ofThread : this.GetValueOrDefault(patientId));
}

/// <summary>Stands in for Intake: what its tasks ask for.</summary>
internal sealed class Wishes : IAppointmentTasks
{
    private readonly Dictionary<Guid, AppointmentWish> wishes = [];

    /// <summary>Runs before each answer: for what happens between a question and the commit that follows it.</summary>
    public Action<int>? BeforeAnswer { get; set; }

    public int Asked { get; private set; }

    public AppointmentWish Add(string urgency = "routine") => Put(new AppointmentWish(
        Guid.CreateVersion7(), Guid.CreateVersion7(), SchedulingClinic.Nunez.Id, TestOrganization.Harbor.Id, Guid.CreateVersion7(),
        "Schedule: MRI of the knee", "imaging", AppointmentWish.Open, urgency, new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 20), "standard"));

    public AppointmentWish Put(AppointmentWish wish) => wishes[wish.TaskId] = wish;

    public Task<AppointmentWish?> Find(Guid taskId, CancellationToken stopping = default)
    {
        BeforeAnswer?.Invoke(++Asked);
        return Task.FromResult(wishes.GetValueOrDefault(taskId));
    }

    public Task<IReadOnlyDictionary<Guid, AppointmentWish>> FindAll(IReadOnlyCollection<Guid> taskIds, CancellationToken stopping = default)
    {
        BeforeAnswer?.Invoke(++Asked);
        return Task.FromResult<IReadOnlyDictionary<Guid, AppointmentWish>>(taskIds.Distinct().Where(wishes.ContainsKey).ToDictionary(id => id, id => wishes[id]));
    }
}

/// <summary>Another module that hears what is told.</summary>
internal sealed class Listener : IModule
{
    public string Name => "listener";

    public void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<Heard>();
        module.On<AppointmentBooked, Hear>("listener.booked", "Hear of a booking");
        module.On<AppointmentMoved, Hear>("listener.moved", "Hear of a move");
        module.On<AppointmentCancelled, Hear>("listener.cancelled", "Hear of a cancellation");
        module.On<AppointmentMissed, Hear>("listener.missed", "Hear of a no-show");
        module.On<AppointmentConfirmed, Hear>("listener.confirmed", "Hear of a confirmation");
        module.On<VisitToCall, Hear>("listener.to-call", "Hear of a call to make");
        module.On<VisitReminderDue, Hear>("listener.reminder", "Hear of a reminder");
        module.On<SlotOfferDue, Hear>("listener.offer", "Hear of an offered time");
        module.On<PatientLetterDue, Hear>("listener.letter", "Hear of a letter");
        module.On<PatientLetterNotDue, Hear>("listener.letter-not-due", "Hear of a letter that is wanted no more");
        module.On<AppointmentRequestEnded, Hear>("listener.request-ended", "Hear of a request that ended");
    }
}

internal sealed class Heard : List<IEvent>;

internal sealed class Hear(Heard heard) : IJobHandler<AppointmentBooked>, IJobHandler<AppointmentMoved>, IJobHandler<AppointmentCancelled>, IJobHandler<AppointmentMissed>, IJobHandler<AppointmentConfirmed>, IJobHandler<VisitToCall>, IJobHandler<VisitReminderDue>, IJobHandler<SlotOfferDue>, IJobHandler<PatientLetterDue>, IJobHandler<PatientLetterNotDue>, IJobHandler<AppointmentRequestEnded>
{
    public Task Run(AppointmentBooked arguments, JobMessage message, CancellationToken stopping) => Note(arguments);

    public Task Run(AppointmentMoved arguments, JobMessage message, CancellationToken stopping) => Note(arguments);

    public Task Run(AppointmentCancelled arguments, JobMessage message, CancellationToken stopping) => Note(arguments);

    public Task Run(AppointmentMissed arguments, JobMessage message, CancellationToken stopping) => Note(arguments);

    public Task Run(AppointmentConfirmed arguments, JobMessage message, CancellationToken stopping) => Note(arguments);

    public Task Run(VisitToCall arguments, JobMessage message, CancellationToken stopping) => Note(arguments);

    public Task Run(VisitReminderDue arguments, JobMessage message, CancellationToken stopping) => Note(arguments);

    public Task Run(SlotOfferDue arguments, JobMessage message, CancellationToken stopping) => Note(arguments);

    public Task Run(PatientLetterDue arguments, JobMessage message, CancellationToken stopping) => Note(arguments);

    public Task Run(AppointmentRequestEnded arguments, JobMessage message, CancellationToken stopping) => Note(arguments);

    public Task Run(PatientLetterNotDue arguments, JobMessage message, CancellationToken stopping) => Note(arguments);

    private Task Note(IEvent happened)
    {
        heard.Add(happened);
        return Task.CompletedTask;
    }
}
