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
        ("tasks.viewed", "looked at a patient's tasks"),
        ("check-ins.listed", "looked at the day's check-ins"),
        ("check-in.viewed", "looked at a visit's check-in"),
        ("check-in.step", "took a step of a check-in"),
        ("check-in.taken-back", "took back a step of a check-in"),
        ("form.signed", "kept a signed form"),
        ("form.withdrawn", "withdrew a signed form"),
        ("account.viewed", "looked at a patient's account"),
        ("receipt.viewed", "opened a receipt"),
        ("money.charge-copay", "entered a co-pay"),
        ("money.payment", "took a payment"),
        ("money.prepayment", "took a prepayment"),
        ("money.applied", "used a prepayment"),
        ("money.refund", "gave money back"),
        ("money.void", "made a line of the ledger void"),
        ("drawer.added", "added a drawer"),
        ("drawer.opened", "opened a drawer"),
        ("drawer.closed", "closed a drawer"),
        ("drawers.viewed", "looked at the drawers"),
        ("day-sheet.viewed", "opened a day sheet"),
    ];
}
