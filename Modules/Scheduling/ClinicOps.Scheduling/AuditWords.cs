namespace ClinicOps.Scheduling;

/// <summary>The module's acts as the audit pages say them.</summary>
internal static class AuditWords
{
    public static readonly (string Action, string Words)[] All =
    [
        ("visit.entered", "entered a visit"),
        ("visit.viewed", "looked at a visit"),
        ("visit.moved", "moved a visit"),
        ("visit.cancelled", "cancelled a visit"),
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
        ("providers.imported", "imported providers"),
        ("schedule-file.uploaded", "uploaded a file of visits"),
        ("schedule-file.viewed", "looked at how a file of visits differs"),
        ("schedule.set-up", "changed the set-up of the schedule"),
        ("outage.entered", "entered that a provider is out"),
        ("outage.taken-back", "took back that a provider is out"),
        ("outage.viewed", "looked at the patients of a provider who is out"),
        ("outage.calls-asked", "had patients of a provider who is out called"),
        ("outage.letters-asked", "asked for letters to patients of a provider who is out"),
        ("slot.held", "held a time"),
        ("slot.let-go", "gave a held time back"),
    ];
}
