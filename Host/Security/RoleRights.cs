using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Host.Embedded;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Modules;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Host.Security;

/// <summary>
/// Which roles hold which right: the one table. A right is held by nobody who is not listed here, and the host refuses to start
/// when a module declares a right without a line. Administrators look after users and jobs and see no patients: somebody who
/// does both has both roles.
/// </summary>
internal static class RoleRights
{
    private static readonly string[] Everybody = [.. Roles.All];
    private static readonly string[] WithPatients = [Roles.FrontDesk, Roles.Coordinator, Roles.Clinician, Roles.Manager];
    private static readonly string[] Desk = [Roles.FrontDesk, Roles.Coordinator, Roles.Manager];

    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        [HostRights.OwnAccount] = Everybody,
        [HostRights.ViewJobs] = Everybody,
        [HostRights.ManageJobs] = [Roles.Manager, Roles.Administrator],
        [HostRights.ViewOperations] = [Roles.Manager, Roles.Administrator],
        [HostRights.ManageUsers] = [Roles.Administrator],
        [HostRights.ManageLocations] = [Roles.Manager, Roles.Administrator],
        [HostRights.ViewSettings] = [Roles.Manager, Roles.Administrator],
        [HostRights.ViewAudit] = [Roles.Manager, Roles.Administrator],
        [HostRights.ManageClearances] = [Roles.Administrator],
        [HostRights.ReviewBreakGlass] = [Roles.Manager],

        [DocumentsRights.View] = WithPatients,
        [DocumentsRights.Receive] = Desk,
        [DocumentsRights.Review] = [Roles.Coordinator, Roles.Manager],
        [DocumentsRights.ManageInboxes] = [Roles.Administrator],
        [DocumentsRights.Oversee] = [Roles.Manager],
        [DocumentsRights.Recheck] = [Roles.Coordinator, Roles.Manager],
        [DocumentsRights.Acknowledge] = [Roles.Coordinator, Roles.Clinician, Roles.Manager],
        [DocumentsRights.ManageDuties] = [Roles.Manager],
        [DocumentsRights.ManageLabels] = [Roles.Manager],

        [IntakeRights.ViewPatients] = WithPatients,
        [IntakeRights.EditPatients] = Desk,
        [IntakeRights.WorkTasks] = WithPatients,
        [IntakeRights.SetUpTasks] = [Roles.Manager, Roles.Administrator],
        [IntakeRights.CheckIn] = Desk,
        [IntakeRights.CollectMoney] = Desk,
        [IntakeRights.RefundMoney] = [Roles.Manager],
        [IntakeRights.CloseDay] = [Roles.FrontDesk, Roles.Manager],
        [IntakeRights.SetUpCharges] = [Roles.Manager],
        [IntakeRights.ViewAuthorizations] = WithPatients,
        [IntakeRights.WorkAuthorizations] = [Roles.Coordinator, Roles.Manager],
        [IntakeRights.SetUpAuthorizations] = [Roles.Manager],
        [IntakeRights.ViewReferrals] = WithPatients,
        [IntakeRights.WorkReferrals] = [Roles.Coordinator, Roles.Manager],
        [IntakeRights.ImportPatients] = [Roles.Coordinator, Roles.Manager],
        [IntakeRights.MergePatients] = [Roles.Coordinator, Roles.Manager],
        [IntakeRights.ClassifyPatients] = [Roles.Manager],
        [IntakeRights.BreakGlass] = [Roles.Coordinator, Roles.Clinician, Roles.Manager],
        [IntakeRights.ViewCoverage] = Desk,
        [IntakeRights.VerifyCoverage] = Desk,
        [IntakeRights.PrepareCharts] = WithPatients,
        [IntakeRights.CodeVisits] = [Roles.Coordinator, Roles.Clinician, Roles.Manager],
        [IntakeRights.SignCodings] = [Roles.Clinician],

        [SchedulingRights.ViewVisits] = WithPatients,
        [SchedulingRights.EnterVisits] = Desk,
        [SchedulingRights.ImportVisits] = [Roles.Coordinator, Roles.Manager],
        [SchedulingRights.SetUpSchedule] = [Roles.Manager],
        [SchedulingRights.RunFlow] = WithPatients,
        [SchedulingRights.SetUpConfirmation] = [Roles.Manager, Roles.Administrator],
        [SchedulingRights.ShowWaitingRoom] = Desk,
        [SchedulingRights.ManageFeeds] = [Roles.Manager],
        [SchedulingRights.ExportVisits] = [Roles.Coordinator, Roles.Manager],
        [SchedulingRights.ViewReports] = [Roles.Manager],

        [CorrespondenceRights.ViewLetters] = WithPatients,
        [CorrespondenceRights.DraftLetters] = [Roles.Coordinator, Roles.Clinician, Roles.Manager],
        [CorrespondenceRights.ApproveLetters] = [Roles.Coordinator, Roles.Clinician, Roles.Manager],
        [CorrespondenceRights.SendLetters] = WithPatients,
        [CorrespondenceRights.WriteTemplates] = [Roles.Manager, Roles.Administrator],
        [CorrespondenceRights.ViewConversations] = WithPatients,
        [CorrespondenceRights.WorkConversations] = WithPatients,
        [CorrespondenceRights.OverseeConversations] = [Roles.Manager],
        [CorrespondenceRights.CloseIncidents] = [Roles.Manager],
        [CorrespondenceRights.ViewDisclosures] = [Roles.Coordinator, Roles.Manager],
        [CorrespondenceRights.LogDisclosures] = WithPatients,
        [CorrespondenceRights.ReleaseRecords] = [Roles.Coordinator, Roles.Manager],
        [CorrespondenceRights.LogCalls] = WithPatients,
        [CorrespondenceRights.ViewReports] = [Roles.Manager],
    };

    public static IReadOnlyList<string> RolesWith(string right) => Table.GetValueOrDefault(right, []);

    public static IReadOnlySet<string> RightsOf(IReadOnlyCollection<string> roles) =>
        Table.Where(line => line.Value.Any(roles.Contains)).Select(line => line.Key).ToHashSet(StringComparer.Ordinal);

    /// <exception cref="InstanceProblem">A right that nobody would ever hold.</exception>
    public static void RefuseUnmapped(IEnumerable<Right> rights)
    {
        var unmapped = rights.Where(right => RolesWith(right.Name).Count == 0).Select(right => right.Name).ToList();
        if (unmapped.Count > 0)
        {
            throw new InstanceProblem($"No role holds {string.Join(", ", unmapped)}. Add a line to Host/Security/RoleRights.cs.");
        }
    }
}
