namespace ClinicOps.Scheduling;

/// <summary>The module's acts as the audit pages say them.</summary>
internal static class AuditWords
{
    public static readonly (string Action, string Words)[] All =
    [
        ("visit.entered", "entered a visit"),
        ("visit.viewed", "looked at a visit"),
        ("visit.moved", "moved a visit"),
        ("visit.resized", "made a visit longer or shorter"),
        ("visit.cancelled", "cancelled a visit"),
        ("visit.room-given", "gave a visit the room that it needs"),
        ("visit.missed", "said that a patient did not come"),
        ("visit.restored", "put a cancelled or missed visit back"),
        ("visit.expected", "said that a patient is still expected"),
        ("visit.contact-noted", "noted what came of calling a patient about a visit"),
        ("visit.answered-by-link", "answered a reminder by its link"),
        ("visits.to-confirm-viewed", "looked at the visits to confirm"),
        ("confirmation-rule.changed", "changed how visits are confirmed"),
        ("visits.board-viewed", "looked at the flow board"),
        ("visits.waiting-room-shown", "showed initials in the waiting room"),
        ("visits.viewed", "looked at the visits of a patient or a care thread"),
        ("visits.day-viewed", "looked at a day's visits"),
        ("visits.day-sheet-made", "made a day sheet to print"),
        ("providers.imported", "imported providers"),
        ("schedule-file.uploaded", "uploaded a file of visits"),
        ("schedule-file.viewed", "looked at how a file of visits differs"),
        ("schedule.set-up", "changed the set-up of the schedule"),
        ("slot.held", "held a time"),
        ("slot.let-go", "gave a held time back"),
        ("feed.made", "made an address for a provider's calendar"),
        ("feed.renewed", "renewed the address of a provider's calendar"),
        ("feed.withdrawn", "withdrew the address of a provider's calendar"),
        ("feed.restored", "put the address of a provider's calendar back"),
        ("feed.address-shown", "was shown the address of a provider's calendar"),
        ("feed.read", "read a provider's calendar by its address"),
        ("feed-settings.changed", "changed what providers' calendars say"),
        ("visits.exported", "saved visits as a file"),
        ("visits.report-viewed", "looked at the reports on the schedule"),
        ("visits.report-exported", "saved a report on the schedule as a file"),
    ];
}
