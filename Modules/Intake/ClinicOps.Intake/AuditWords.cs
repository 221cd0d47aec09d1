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
        ("authorization.started", "started an authorization"),
        ("authorization.changed", "worked on an authorization"),
        ("authorization.taken", "took an authorization"),
        ("authorization.viewed", "looked at an authorization"),
        ("authorization.units-reserved", "held authorized units for a visit"),
        ("authorization.units-released", "gave back a visit's authorized units"),
        ("authorization.units-used", "counted authorized units as used"),
        ("authorization.units-returned", "gave back authorized units that were counted as used"),
        ("authorization.letter-gone", "took a letter from an authorization"),
        ("authorization.letter-dismissed", "said that a letter is not about an authorization"),
        ("authorization.letter-chosen", "said that a letter is about an authorization"),
        ("authorizations.listed", "looked at the authorizations"),
        ("authorizations.viewed", "looked at a patient's authorizations"),
        ("authorization-rules.changed", "changed when an authorization is needed"),
        ("tasks.listed", "looked at the tasks"),
        ("tasks.viewed", "looked at a patient's tasks"),
    ];
}
