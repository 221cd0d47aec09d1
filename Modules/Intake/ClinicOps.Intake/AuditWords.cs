namespace ClinicOps.Intake;

/// <summary>The module's acts as the audit pages say them.</summary>
internal static class AuditWords
{
    public static readonly (string Action, string Words)[] All =
    [
        ("patient.viewed", "looked at a patient"),
        ("patient.registered", "registered a patient"),
        ("patient.changed", "changed a patient"),
        ("patient.classified", "changed a patient's access class"),
        ("patients.searched", "searched for patients"),
        ("patients.imported", "imported patients"),
        ("patients.look-alikes-shown", "was shown patients who look alike"),
        ("task.viewed", "looked at a task"),
        ("task.raised", "raised a task"),
        ("task.taken", "took a task"),
        ("task.handed-back", "handed a task back"),
        ("task.done", "did a task"),
        ("task.reopened", "reopened a task"),
        ("task.withdrawn", "withdrew a task"),
        ("task.patient-changed", "changed whom a task is about"),
        ("order-tasks.changed", "changed which tasks an order makes"),
        ("tasks.listed", "looked at the tasks"),
        ("tasks.viewed", "looked at the tasks of a patient or a care thread"),
        ("care-thread.viewed", "looked at a care thread"),
        ("coverage.asked", "asked about coverage"),
        ("coverage.answer-received", "took an answer about coverage"),
        ("coverage.answered", "stored what a payer answered for a visit"),
        ("coverage.recorded", "recorded what a payer said"),
        ("coverage.viewed", "looked at a coverage"),
        ("coverage.listed", "looked at the coverage of the coming visits"),
        ("coverage.case-changed", "changed who pays for a visit"),
        ("payer.changed", "changed a payer"),
    ];
}
