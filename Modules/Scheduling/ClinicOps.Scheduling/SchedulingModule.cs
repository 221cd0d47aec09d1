using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Areas.Scheduling.Pages;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Importing;
using ClinicOps.Scheduling.Requests;
using ClinicOps.Scheduling.SetUp;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Scheduling;

/// <summary>Providers, their hours, and the visits patients have with them. README.md says what is here and what comes.</summary>
public sealed class SchedulingModule : IModule
{
    public string Name => "scheduling";

    public void Register(ModuleBuilder module)
    {
        module.UseDatabase<SchedulingDb>("visit_changes", "setup_changes", "schedule_files");
        module.AddOptions<SchedulingOptions>("Scheduling");

        module.Services.AddScoped<ProviderCalendar>().AddScoped<BookVisit>().AddScoped<EnterVisit>().AddScoped<ChangeVisit>().AddScoped<CompareSchedule>().AddScoped<TakeVisitDifferences>().AddScoped<ImportSchedule>();
        module.Services.AddScoped<FindLanes>().AddScoped<HoldSlot>().AddScoped<SayLanes>().AddScoped<LoadTaken>();
        module.Services.AddScoped<SetUpParts>().AddScoped<ChangeSetUp>().AddScoped<SetWeek>().AddScoped<FindUnfitVisits>();
        module.Services.AddScoped<KeepRequest>().AddScoped<FindFreeSlots>().AddScoped<LoadDay>().AddScoped<VisibleToActor>().AddScoped<WantedAppointments>().AddScoped<SearchPatients>();
        module.Services.AddScoped<IVisits, PatientVisits>().AddScoped<IAppointmentRequests, StandingAppointments>();

        module.On<AppointmentTaskChanged, OnAppointmentTaskChanged>("scheduling.follow-task", "Keep the appointment request of a task");

        module.On<PatientClassChanged, OnPatientClassChanged>("scheduling.follow-patient-class", "Let a patient's visits follow the patient's access class");
        module.On<PatientsMerged, OnPatientsMerged>("scheduling.follow-merge", "Let visits go along with a merged patient");
        module.On<PatientsUnmerged, OnPatientsUnmerged>("scheduling.follow-unmerge", "Let visits come back with an un-merged patient");

        module.AddVerification<VerifySubjects<SchedulingDb>>();
        module.AddRight(SchedulingRights.ViewVisits, "See visits");
        module.AddRight(SchedulingRights.EnterVisits, "Book, move and cancel visits");
        module.AddRight(SchedulingRights.SetUpSchedule, "Set up hours, rooms, visit types and how many may stand at once");
        module.AddSettings("Providers and their hours", "Weeks, lunch, days not as usual; booked visits that no longer fit", "/scheduling/settings/providers", SchedulingRights.SetUpSchedule, 120);
        module.AddSettings("Visit types", "Length, buffers, rooms needed, for whom, how many at once", "/scheduling/settings/visit-types", SchedulingRights.SetUpSchedule, 121);
        module.AddSettings("Rooms and devices", "What visits stand in, at each location", "/scheduling/settings/rooms", SchedulingRights.SetUpSchedule, 122);
        module.AddSettings("Holidays and blocks", "Days without hours, and times that are taken for a reason", "/scheduling/settings/closed", SchedulingRights.SetUpSchedule, 123);
        module.AddNavigation("Schedule", "/scheduling/day", SchedulingRights.ViewVisits, 40);
        module.AddPanel<PatientVisitsPanel>(PanelPages.Patient, "Visits", "/Areas/Scheduling/Pages/_PatientVisits.cshtml", SchedulingRights.ViewVisits, 30);
        module.AddPanel<ThreadVisitsPanel>(PanelPages.Thread, "Appointments", "/Areas/Scheduling/Pages/_ThreadVisits.cshtml", SchedulingRights.ViewVisits, 30);
        module.AddPanel<TodayVisitsPanel>(PanelPages.Today, "Visits today", "/Areas/Scheduling/Pages/_TodayVisits.cshtml", SchedulingRights.ViewVisits, 30);
        module.AddVerb("import-schedule", ImportScheduleVerb.Usage, ImportScheduleVerb.Run);
        module.Services.AddScoped<KeepSchedule>().AddScoped<OpenSchedule>();
        module.AddRight(SchedulingRights.ImportVisits, "Take visits over from files of the EHR");
        module.AddSettings("Visits from the EHR", "A file of the EHR: how it differs from the schedule is shown before it is taken", "/scheduling/settings/schedule-files", SchedulingRights.ImportVisits, 119);
        module.AddVerification<VerifySchedules>();
        module.AddRecordKind("schedule-file", "/scheduling/settings/schedule-files/file/{0}", SchedulingRights.ImportVisits);
        module.AddAuditWords(AuditWords.All);
        module.AddRecordKind("visit", "/scheduling/visits/visit/{0}", SchedulingRights.ViewVisits);
    }
}
