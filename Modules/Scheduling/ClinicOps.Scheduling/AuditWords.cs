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
        ("visit.restored", "put a cancelled visit back"),
        ("visits.viewed", "looked at the visits of a patient or a care thread"),
        ("visits.day-viewed", "looked at a day's visits"),
        ("providers.imported", "imported providers"),
        ("schedule-file.uploaded", "uploaded a file of visits"),
        ("schedule-file.viewed", "looked at how a file of visits differs"),
        ("schedule.set-up", "changed the set-up of the schedule"),
        ("slot.held", "held a time"),
        ("slot.let-go", "gave a held time back"),
    ];
}
