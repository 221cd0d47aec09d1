using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Areas.Scheduling.Pages;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Confirmation;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Exporting;
using ClinicOps.Scheduling.Feeds;
using ClinicOps.Scheduling.FlowBoard;
using ClinicOps.Scheduling.Importing;
using ClinicOps.Scheduling.Links;
using ClinicOps.Scheduling.ProviderOut;
using ClinicOps.Scheduling.Recall;
using ClinicOps.Scheduling.Reports;
using ClinicOps.Scheduling.Requests;
using ClinicOps.Scheduling.Series;
using ClinicOps.Scheduling.SetUp;
using ClinicOps.Scheduling.Waitlist;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Scheduling;

/// <summary>Providers, their hours, and the visits patients have with them. README.md says what is here and what comes.</summary>
public sealed class SchedulingModule : IModule
{
    public string Name => "scheduling";

    public void Register(ModuleBuilder module)
    {
        module.UseDatabase<SchedulingDb>("visit_changes", "setup_changes", "schedule_files", "contact_attempts", "third_next_available", "recall_attempts", "recall_letters", "visit_series", "series_visits", "visit_acts", "visit_links", "request_attempts", "outage_visits", "outage_steps");
        module.AddOptions<SchedulingOptions>("Scheduling");

        module.Services.AddScoped<ProviderCalendar>().AddScoped<BookVisit>().AddScoped<EnterVisit>().AddScoped<ChangeVisit>().AddScoped<CompareSchedule>().AddScoped<CompareSetUp>().AddScoped<TakeVisitDifferences>().AddScoped<ImportSchedule>();
        module.Services.AddScoped<FindLanes>().AddScoped<HoldSlot>().AddScoped<SayLanes>().AddScoped<OpenSlot>().AddScoped<LoadTaken>();
        module.Services.AddScoped<SetUpParts>().AddScoped<ChangeSetUp>().AddScoped<SetWeek>().AddScoped<FindUnfitVisits>();
        module.Services.AddScoped<KeepRequest>().AddScoped<FindFreeSlots>().AddScoped<VisibleToActor>().AddScoped<WantedAppointments>().AddScoped<SearchPatients>();
        module.Services.AddScoped<IVisits, PatientVisits>().AddScoped<IPatientsToWrite, PatientsByVisits>().AddScoped<IVisitTypes, TypesOfVisits>().AddScoped<IClosedDays, HolidaysOfClinic>().AddScoped<IAppointmentRequests, StandingAppointments>();

        module.On<AppointmentTaskChanged, OnAppointmentTaskChanged>("scheduling.follow-task", "Keep the appointment request of a task");

        module.On<PatientClassChanged, OnPatientClassChanged>("scheduling.follow-patient-class", "Let a patient's visits follow the patient's access class");
        module.On<PatientsMerged, OnPatientsMerged>("scheduling.follow-merge", "Let visits go along with a merged patient");
        module.On<PatientsUnmerged, OnPatientsUnmerged>("scheduling.follow-unmerge", "Let visits come back with an un-merged patient");

        RegisterCalendar(module);
        RegisterFlowBoard(module);
        RegisterConfirmation(module);
        RegisterWhatGoesOut(module);
        RegisterWaiting(module);
        RegisterTogether(module);
        RegisterProviderOut(module);

        module.AddVerification<VerifySubjects<SchedulingDb>>();
        module.AddRight(SchedulingRights.ViewVisits, "See visits");
        module.AddRight(SchedulingRights.EnterVisits, "Book, move and cancel visits");
        module.AddRight(SchedulingRights.SetUpSchedule, "Set up hours, rooms, visit types and how many may stand at once");
        module.AddSettings("Providers and their hours", "Weeks, lunch, days not as usual; booked visits that no longer fit", "/scheduling/settings/providers", SchedulingRights.SetUpSchedule, 120);
        module.AddSettings("Visit types", "Length, buffers, rooms needed, for whom, how many at once", "/scheduling/settings/visit-types", SchedulingRights.SetUpSchedule, 121);
        module.AddSettings("Rooms and devices", "What visits stand in, at each location", "/scheduling/settings/rooms", SchedulingRights.SetUpSchedule, 122);
        module.AddSettings("Holidays and blocks", "Days without hours, and times that are taken for a reason", "/scheduling/settings/closed", SchedulingRights.SetUpSchedule, 123);
        module.AddNavigation("Schedule", "/scheduling/day", SchedulingRights.ViewVisits, 40, "Schedule");
        module.AddPanel<PatientVisitsPanel>(PanelPages.Patient, "Visits", "/Areas/Scheduling/Pages/_PatientVisits.cshtml", SchedulingRights.ViewVisits, 30);
        module.AddPanel<ThreadVisitsPanel>(PanelPages.Thread, "Appointments", "/Areas/Scheduling/Pages/_ThreadVisits.cshtml", SchedulingRights.ViewVisits, 30);
        module.AddPanel<TodayVisitsPanel>(PanelPages.Today, "Visits today", "/Areas/Scheduling/Pages/_TodayVisits.cshtml", SchedulingRights.ViewVisits, 30);
        module.AddPanel<TodayNextPanel>(PanelPages.Today, "Coming next", "/Areas/Scheduling/Pages/_TodayNext.cshtml", SchedulingRights.EnterVisits, 31);
        module.AddVerb("import-schedule", ImportScheduleVerb.Usage, ImportScheduleVerb.Run);
        module.Services.AddScoped<KeepSchedule>().AddScoped<OpenSchedule>();
        module.AddRight(SchedulingRights.ImportVisits, "Take visits over from files of the EHR");
        module.AddSettings("Visits from the EHR", "A file of the EHR: how it differs from the schedule is shown before it is taken", "/scheduling/settings/schedule-files", SchedulingRights.ImportVisits, 119);
        module.AddVerification<VerifySchedules>();
        module.AddRecordKind("schedule-file", "/scheduling/settings/schedule-files/file/{0}", SchedulingRights.ImportVisits);
        module.AddAuditWords(AuditWords.All);
        module.AddRecordKind("visit", "/scheduling/visits/visit/{0}", SchedulingRights.ViewVisits);
    }

    /// <summary>The day, the week of a provider, the rooms, and the sheet of a day.</summary>
    private static void RegisterCalendar(ModuleBuilder module) =>
        module.Services.AddScoped<LoadTimes>().AddScoped<LoadDay>().AddScoped<LoadWeek>().AddScoped<LoadRooms>().AddScoped<OutsideHours>().AddScoped<SayChanged>();

    /// <summary>How far today's visits have come, walk-ins, and who did not come.</summary>
    private static void RegisterFlowBoard(ModuleBuilder module)
    {
        module.Services.AddScoped<LoadBoard>().AddScoped<BookWalkIn>();
        module.AddJob<MissedVisitsToPropose, ProposeMissed>("scheduling.propose-no-shows", "Mark visits that look like no-shows, for a person to decide");
        module.AddRecurring("*/5 * * * *", new MissedVisitsToPropose());
        module.On<VisitArrived, OnVisitArrived>("scheduling.follow-arrival", "Let a visit take place whose patient came after all");
        module.AddRight(SchedulingRights.RunFlow, "Say on the flow board how far visits have come");
        module.AddRight(SchedulingRights.ShowWaitingRoom, "Show the screen of the waiting room");
        module.AddNavigation("Flow board", "/scheduling/board", SchedulingRights.RunFlow, 41, "Desk");
    }

    /// <summary>Who waits for a freed time, and who is due to come again.</summary>
    private static void RegisterWaiting(ModuleBuilder module)
    {
        module.AddOptions<WaitlistOptions>("Scheduling:Waitlist");
        module.Services.AddScoped<KeepEntry>().AddScoped<LoadWaitlist>().AddScoped<LoadFreed>().AddScoped<OfferSlot>().AddScoped<AnswerOffer>();
        module.Services.AddScoped<KeepRecall>().AddScoped<StepRecall>().AddScoped<AskForLetters>().AddScoped<ListRecalls>();
        module.On<AppointmentCancelled, NoteFreed>("scheduling.note-freed-by-cancelling", "Note the time that a cancelled visit leaves");
        module.On<AppointmentMoved, NoteFreed>("scheduling.note-freed-by-moving", "Note the time that a moved visit leaves");
        module.On<AppointmentBooked, EndWaiting>("scheduling.end-waiting", "Take off the waitlist who has what they waited for");
        module.On<AppointmentCancelled, EndWaiting>("scheduling.wait-again-after-cancelling", "Put back on the waitlist whose visit was cancelled");
        module.On<AppointmentMissed, EndWaiting>("scheduling.wait-again-after-missing", "Put back on the waitlist who missed their visit");
        module.AddJob<OfferToLapse, LapseOffer>("scheduling.lapse-offer", "Note that an offer of a freed time has lapsed");
        module.Services.AddScoped<OfferLinks>().AddScoped<AnswerOfferByLink>().AddScoped<ISlotOffers, StandingOffers>();
        module.On<NoticeEnded, OnOfferMailEnded>("scheduling.follow-offer-mail", "Note what became of the mail of an offered time");
        module.On<RecallLetterSent, NoteRecallLetter>("scheduling.note-recall-letter", "Note that a patient was written to about a recall");
        module.On<AppointmentBooked, FollowBooking>("scheduling.end-recall", "End the recall that a visit was booked for");
        module.On<AppointmentCancelled, FollowBooking>("scheduling.reopen-recall-of-cancelled", "Open the recall of a cancelled visit again");
        module.On<AppointmentMissed, FollowBooking>("scheduling.reopen-recall-of-missed", "Open the recall of a missed visit again");
        module.AddNavigation("Waitlist", "/scheduling/waitlist", SchedulingRights.EnterVisits, 45, "Desk");
        module.AddNavigation("Recalls", "/scheduling/recalls", SchedulingRights.EnterVisits, 46, "Desk");
        module.AddPanel<TodayWaitingPanel>(PanelPages.Today, "Waitlist and recalls", "/Areas/Scheduling/Pages/_TodayWaiting.cshtml", SchedulingRights.EnterVisits, 32);
        module.AddPanel<VisitWaitingPanel>(PanelPages.Visit, "Earlier time and recall", "/Areas/Scheduling/Pages/_VisitWaiting.cshtml", SchedulingRights.EnterVisits, 30);
        module.AddPanel<PatientWaitingPanel>(PanelPages.Patient, "Waitlist and recalls", "/Areas/Scheduling/Pages/_PatientWaiting.cshtml", SchedulingRights.EnterVisits, 31);
        module.AddRecordKind("waitlist-entry").AddRecordKind("slot-offer").AddRecordKind("freed-slot").AddRecordKind("recall");
    }

    /// <summary>Windows, series, linked visits, and requests that end without a visit.</summary>
    private static void RegisterTogether(ModuleBuilder module)
    {
        module.Services.AddScoped<AskWindow>().AddScoped<ProposeSeries>().AddScoped<LoadTogether>().AddScoped<RecordAttempt>().AddScoped<ListRequests>();
        module.AddNavigation("To book", "/scheduling/requests", SchedulingRights.EnterVisits, 42, "Desk");
        module.AddRecordKind("appointment-request");
    }

    /// <summary>Reminders, calls, and what patients answer.</summary>
    private static void RegisterConfirmation(ModuleBuilder module)
    {
        module.AddOptions<ConfirmationOptions>("Scheduling:Confirmation");
        module.Services.AddScoped<KnowRules>().AddScoped<AskPatient>().AddScoped<RecordContact>().AddScoped<AnswerByLink>().AddScoped<ListToConfirm>().AddScoped<VisitLinks>().AddScoped<KnowReader>();
        module.Services.AddScoped<IVisitReminders, StandingConfirmations>().AddScoped<ICallsToMake, CallsOfSchedule>();
        module.AddJob<PatientsToRemind, RemindPatients>("scheduling.remind-patients", "Ask for the reminders and calls that are due");
        module.AddRecurring("*/15 * * * *", new PatientsToRemind());
        module.AddJob<VisitToCancel, CancelByLink>("scheduling.cancel-by-link", "Cancel a visit whose patient said so by the link of a reminder");
        module.On<NoticeEnded, OnNoticeEnded>("scheduling.follow-reminder", "Note what became of a reminder, and have who was not reached called");
        module.AddNavigation("Confirm", "/scheduling/confirm", SchedulingRights.EnterVisits, 43, "Desk");
        module.AddRight(SchedulingRights.SetUpConfirmation, "Say how visits are confirmed");
        module.AddSettings("Confirming visits", "How many days before a visit patients are reminded by e-mail or called", "/scheduling/settings/confirmation", SchedulingRights.SetUpConfirmation, 120);
        module.AddPanel<TodayConfirmPanel>(PanelPages.Today, "Confirm and walk-ins", "/Areas/Scheduling/Pages/_TodayConfirm.cshtml", SchedulingRights.EnterVisits, 31);
        module.AddRecordKind("confirmation-rule");
    }

    /// <summary>Calendars that others subscribe to, files, and reports.</summary>
    private static void RegisterWhatGoesOut(ModuleBuilder module)
    {
        module.Services.AddScoped<FeedLinks>().AddScoped<LoadFeed>().AddScoped<ExportVisits>();
        module.Services.AddScoped<MeasureUtilisation>().AddScoped<MeasureAttendance>().AddScoped<FindThirdNext>().AddScoped<ThirdNextTrend>().AddScoped<LoadReports>();
        module.AddJob<AvailabilityToNote, NoteAvailability>("scheduling.note-availability", "Note how far away the third free times are today");
        module.AddRecurring("10 * * * *", new AvailabilityToNote());
        module.AddRight(SchedulingRights.ManageFeeds, "Let calendars outside subscribe to providers' booked times");
        module.AddRight(SchedulingRights.ExportVisits, "Save visits as a file");
        module.AddRight(SchedulingRights.ViewReports, "See the reports on the schedule");
        module.AddSettings("Calendar subscriptions", "Who reads a provider's booked times in another calendar, and what it says", "/scheduling/settings/feeds", SchedulingRights.ManageFeeds, 124);
        module.AddNavigation("Visits as a file", "/scheduling/visits/export", SchedulingRights.ExportVisits, 48, "Schedule");
        module.AddNavigation("Reports", "/scheduling/reports", SchedulingRights.ViewReports, 49, "Schedule");
        module.AddRecordKind("feed", "/scheduling/settings/feeds", SchedulingRights.ManageFeeds);
        module.AddRecordKind("feed-settings", "/scheduling/settings/feeds", SchedulingRights.ManageFeeds);
    }

    /// <summary>Absences: whom they affect, and what becomes of each.</summary>
    private static void RegisterProviderOut(ModuleBuilder module)
    {
        module.Services.AddScoped<EnterOutage>().AddScoped<OutageStandings>().AddScoped<LoadOutage>().AddScoped<ListOutages>().AddScoped<ProposeSlots>().AddScoped<FollowOutage>().AddScoped<IPatientLetterAsks, AskedLetters>();
        module.AddJob<OutagesToFollow, FollowOutages>("scheduling.follow-outages", "See to the patients of providers who are out");
        module.AddRecurring("*/5 * * * *", new OutagesToFollow());
        module.On<AskedLetterChanged, OnAskedLetter>("scheduling.follow-asked-letter", "Note that a letter which was asked for is drafted, or is not to be");
        module.On<LetterSent, OnAskedLetter>("scheduling.follow-sent-letter", "Note that a letter which was asked for has left");
        module.On<DeliveryFailed, OnAskedLetter>("scheduling.follow-failed-letter", "Note that a letter which was asked for did not arrive");
        module.AddNavigation("Provider is out", "/scheduling/provider-out", SchedulingRights.EnterVisits, 44, "Desk");
        module.AddPanel<TodayOutagesPanel>(PanelPages.Today, "Provider is out", "/Areas/Scheduling/Pages/_TodayOutages.cshtml", SchedulingRights.EnterVisits, 32);
        module.AddPanel<VisitOutagePanel>(PanelPages.Visit, "Provider is out", "/Areas/Scheduling/Pages/_VisitOutage.cshtml", SchedulingRights.EnterVisits, 5);
        module.AddRecordKind("outage", "/scheduling/provider-out/outage/{0}", SchedulingRights.EnterVisits);
    }
}
