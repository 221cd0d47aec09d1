using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>One task with the order it came from, and the steps a user takes with it.</summary>
[Authorize(Policy = IntakeRights.WorkTasks)]
internal sealed class TaskModel(
    IntakeDb db, ListTasks list, TaskHistory history, TaskReceivers receivers, ListAuthorizations authorizations, ListReferrals referrals, IOrders orders, IAppointmentRequests appointments, IOrganization organization, AuditTrail audit, IAuthorizationService authorization, IRelatedPeople people, KnowPreferences preferences) : PageModel
{
    public TaskRow Row { get; private set; } = null!;

    public OrderAsTranscribed? Order { get; private set; }

    public IReadOnlyList<(string Label, string Value)> OrderFacts { get; private set; } = [];

    /// <summary>Who besides the patient may be told, where the task has people called or written to.</summary>
    public IReadOnlyList<ToldPerson> Told { get; private set; } = [];

    /// <summary>How the patient wants to be reached; null while nobody said anything.</summary>
    public HowToReach? Reach { get; private set; }

    public Guid? Follows { get; private set; }

    public IReadOnlyList<TaskTeam> Teams { get; private set; } = [];

    public IReadOnlyList<Colleague> Colleagues { get; private set; } = [];

    public IReadOnlyList<TaskHistoryLine> History { get; private set; } = [];

    public bool MayDraft { get; private set; }

    public bool MayEnterVisits { get; private set; }

    public bool MayAuthorize { get; private set; }

    /// <summary>The authorization that it asked for, or is about, where the user sees it.</summary>
    public Guid? Authorization { get; private set; }

    public bool MayRefer { get; private set; }

    /// <summary>The referral that it asked for, or is about, where the user sees it.</summary>
    public Guid? Referral { get; private set; }

    /// <summary>What stands for this task in the schedule.</summary>
    public VisitSummary? Appointment { get; private set; }

    /// <summary>On the wall clock of the visit's location.</summary>
    public DateTimeOffset AppointmentStart { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (await list.Find(id, stopping) is not { } row)
        {
            return NotFound();
        }

        Row = row;
        Told = row.Task is { State: TaskState.Open, PatientId: { } of } ? await people.WhoMayBeTold(of, stopping) : [];
        Reach = row.Task is { State: TaskState.Open, PatientId: { } who } ? (await preferences.HowToReach([who], stopping)).GetValueOrDefault(who) : null;
        Follows = row.Task.FollowsTaskId;
        History = await history.Of(row.Task, stopping);
        (Teams, Colleagues) = (await receivers.Teams(stopping), await receivers.Here(stopping));
        Order = row.Task.OrderId is { } orderId ? await orders.Find(orderId, stopping) : null;
        OrderFacts = Order is null ? [] : [.. Facts(Order).Where(fact => fact.Value.Length > 0)];
        MayDraft = (await authorization.AuthorizeAsync(User, CorrespondenceRights.DraftLetters)).Succeeded;
        MayEnterVisits = (await authorization.AuthorizeAsync(User, SchedulingRights.EnterVisits)).Succeeded;
        MayAuthorize = (await authorization.AuthorizeAsync(User, IntakeRights.WorkAuthorizations)).Succeeded;
        Authorization = (await authorization.AuthorizeAsync(User, IntakeRights.ViewAuthorizations)).Succeeded ? await authorizations.OfTask(row.Task, stopping) : null;
        MayRefer = (await authorization.AuthorizeAsync(User, IntakeRights.WorkReferrals)).Succeeded;
        Referral = (await authorization.AuthorizeAsync(User, IntakeRights.ViewReferrals)).Succeeded ? await referrals.OfTask(row.Task, stopping) : null;
        Appointment = await appointments.AppointmentOf(id, stopping);
        AppointmentStart = Appointment is { } visit ? LocalTime.At((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt) : default;
        await audit.Record(
            db, new AuditEntry("task.viewed", "task", id, row.Task.PatientId is { } patient ? [patient] : [], LocationId: row.Task.LocationId), stopping);
        return Page();
    }

    public TaskActFields Fields(string step) => new(step, new TaskActForm { TaskIds = [Row.Task.Id], Show = TaskActForm.ToTask }, step, Teams, Colleagues);

    private static IEnumerable<(string Label, string Value)> Facts(OrderAsTranscribed order)
    {
        yield return ("Code", order.Code ?? "");
        yield return ("Side", order.Laterality ?? "");
        yield return ("Diagnosis", $"{order.Diagnosis} {order.Icd10}".Trim());
        yield return ("Urgency", order.Urgency);
        yield return ("When", order.Due?.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture) ?? "");
        yield return ("Ordered by", order.OrderingProvider ?? "");
        yield return ("Ordered on", order.OrderedOn?.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture) ?? "");
    }
}
