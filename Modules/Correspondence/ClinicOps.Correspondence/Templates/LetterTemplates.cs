using System.Text.RegularExpressions;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Correspondence.Templates;

/// <summary>A letter before it is about anybody. Templates are data: whoever changes one raises its version.</summary>
/// <param name="Code">Recorded with each letter. It says for good whom the template is to: letters are asked after that by their code.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Name">What staff choose it by.</param>
internal sealed record LetterTemplate(string Code, int Version, string Language, string Name, string Subject, IReadOnlyList<LetterBlock> Blocks)
{
    /// <summary>Printed twice: for its reader, and marked, on pages of its own, for the clinic.</summary>
    public bool WithClinicCopy { get; init; }

    /// <summary>Without for whom, where everybody on the page is the same: "Time for the next visit". A name that staff gave stays whole.</summary>
    public string ShortName => Name.StartsWith("To the ", StringComparison.Ordinal) && Name.Split(": ", 2) is [_, { Length: > 0 } what] ? char.ToUpperInvariant(what[0]) + what[1..] : Name;
}

/// <summary>The templates that are built in. What stands in their place, and what staff write besides, <see cref="TemplateShelf"/> knows.</summary>
internal static partial class LetterTemplates
{
    /// <summary>Whom a template is to; the code of one that staff write begins with it.</summary>
    public const string ToThePatient = "patient";
    public const string ToAColleague = "colleague";
    public const string ToTheFamily = "family";

    public const string AppointmentToSchedule = "appointment-to-schedule";
    public const string OrderQuery = "order-query";
    public const string FreeLetter = "free-letter";

    /// <summary>The recorded code is named by Intake too, which begins it at a referral and follows that it has left.</summary>
    public const string ReferralRequest = "referral-request";

    /// <summary>No template: papers that another module made, in the place of a letter's code.</summary>
    public const string Papers = "papers";

    /// <summary>No template: the answer to who asked for records and is not the patient; it is prepared when the request is refused.</summary>
    public const string RecordsAnswer = "records-answer";

    /// <summary>To who receives the mail of somebody who has died, or cannot receive it.</summary>
    public const string FamilyLetter = "family-letter";
    public const string English = "en";
    public const string Spanish = "es";

    /// <summary>These three are written to many at once, and say nothing clinical.</summary>
    public const string MissedVisit = "missed-visit";
    public const string ResultsAreIn = "results-are-in";
    public const string ClosingNotice = "closing-notice";

    private static readonly LetterBlock[] ToPatient =
    [
        new LetterBlock.Letterhead("{{clinic.name}}", ["{{location.name}} · {{location.address}}", "Phone {{location.phone}} · Fax {{location.fax}}"]),
        new LetterBlock.DateLine("{{letter.date}}"),
        new LetterBlock.AddressBlock(["{{patient.full_name}}", "{{patient.address}}"]),
    ];

    private static readonly LetterBlock[] ToFamily =
    [
        ToPatient[0],
        ToPatient[1],
        new LetterBlock.AddressBlock(["{{family.name}}", "{{family.address}}"]),
    ];

    private static readonly LetterBlock[] ToProvider =
    [
        ToPatient[0],
        ToPatient[1],
        new LetterBlock.AddressBlock(["{{order.ordering_provider}}"]),
    ];

    public static readonly IReadOnlyList<LetterTemplate> All =
    [
        new(
            AppointmentToSchedule, 1, English, "To the patient: an appointment to be scheduled", "An appointment to be scheduled",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Dear {{patient.full_name}},\n\nWe have received an order for you, and we would like to find a time with you.\n\n"
                    + "Please call us at {{location.phone}} during office hours. We have tried, or will try, to reach you by phone as well."),
                new LetterBlock.ItemList(
                [
                    "Have your insurance card at hand when you call.",
                    "Tell us if you need an interpreter or help with getting here.",
                    "If you have already made this appointment elsewhere, please let us know.",
                ]),
                new LetterBlock.Paragraph("If your symptoms get worse, do not wait for this appointment: call your doctor. In an emergency, call 911."),
                new LetterBlock.Signature("Sincerely,", "{{user.name}}", "{{clinic.name}}"),
            ]),
        new(
            AppointmentToSchedule, 1, Spanish, "To the patient: an appointment to be scheduled", "Una cita por programar",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Estimado/a {{patient.full_name}}:\n\nHemos recibido una orden médica para usted y queremos acordar una fecha con usted.\n\n"
                    + "Por favor, llámenos al {{location.phone}} en horario de oficina. También hemos intentado, o intentaremos, comunicarnos por teléfono."),
                new LetterBlock.ItemList(
                [
                    "Tenga a mano su tarjeta del seguro cuando llame.",
                    "Díganos si necesita un intérprete o ayuda para llegar.",
                    "Si ya hizo esta cita en otro lugar, por favor avísenos.",
                ]),
                new LetterBlock.Paragraph("Si sus síntomas empeoran, no espere a esta cita: llame a su médico. En caso de emergencia, llame al 911."),
                new LetterBlock.Signature("Atentamente,", "{{user.name}}", "{{clinic.name}}"),
            ]),
        new(
            OrderQuery, 1, English, "To the sender: an order that cannot be carried out", "A question about an order",
            [
                .. ToProvider,
                new LetterBlock.Paragraph("Dear {{order.ordering_provider}},\n\nWe have received an order that we cannot carry out yet, because it {{order.problem}}."),
                new LetterBlock.Table(
                    [],
                    [
                        ["Patient", "{{patient.full_name}}"],
                        ["Born", "{{patient.birth_date}}"],
                        ["Ordered", "{{order.description}}"],
                    ]),
                new LetterBlock.Paragraph(
                    "Please send us a complete, legible order that is signed and dated, by fax to {{location.fax}}, or call us at {{location.phone}}. "
                    + "We will schedule the patient as soon as we have it.\n\nIf this order was not meant for us, please tell us, and we will destroy our copy."),
                new LetterBlock.Signature("Sincerely,", "{{user.name}}", "{{clinic.name}}"),
            ]),
        new(
            ReferralRequest, 2, English, "To the primary care provider: a referral that the plan requires", "A referral for your patient",
            [
                ToPatient[0],
                ToPatient[1],
                new LetterBlock.AddressBlock(["{{referral.pcp}}"]),
                new LetterBlock.Paragraph(
                    "Dear colleague,\n\nYour patient is to be seen here, and the health plan pays for that only with a referral from primary care. "
                    + "Please send us one by fax to {{location.fax}}, or call us at {{location.phone}}."),
                new LetterBlock.Table(
                    [],
                    [
                        ["Patient", "{{patient.full_name}}"],
                        ["Born", "{{patient.birth_date}}"],
                        ["Plan", "{{referral.plan}}"],
                        ["To be seen for", "{{referral.reason}}"],
                    ]),
                new LetterBlock.ItemList(["The reason for the referral, with the diagnosis.", "How many visits it allows.", "From when until when it is valid, and its number with the plan."]),
                new LetterBlock.Signature("Sincerely,", "{{user.name}}", "{{clinic.name}}"),
            ]),
        new(
            FamilyLetter, 1, English, "To the family or the estate", "A letter from our clinic",
            [
                .. ToFamily,
                new LetterBlock.Paragraph("Dear {{family.name}},\n\nWe write to you about {{patient.full_name}}.\n\n"),
                new LetterBlock.Signature("Sincerely,", "{{user.name}}", "{{clinic.name}}"),
            ]),
        new(
            FamilyLetter, 1, Spanish, "To the family or the estate", "Una carta de nuestra clínica",
            [
                .. ToFamily,
                new LetterBlock.Paragraph("Estimado/a {{family.name}}:\n\nLe escribimos acerca de {{patient.full_name}}.\n\n"),
                new LetterBlock.Signature("Atentamente,", "{{user.name}}", "{{clinic.name}}"),
            ]),
        new(
            PatientLetterTemplates.VisitChanged, 1, English, "To the patient: a visit cannot take place", "About your appointment",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Dear {{patient.full_name}},\n\nWe are sorry: your appointment with us on {{asked.visit}} cannot take place.\n\n"
                    + "Please call us at {{location.phone}} during office hours, and we will find another time with you. If we have spoken with you about it already, you need not call."),
                new LetterBlock.ItemList(
                [
                    "Please do not come at that time.",
                    "Tell us if you need an interpreter or help with getting here.",
                ]),
                new LetterBlock.Paragraph("If you feel worse, do not wait for another appointment: call your doctor. In an emergency, call 911."),
                OfTheClinic("Sincerely,"),
            ]),
        new(
            PatientLetterTemplates.VisitChanged, 1, Spanish, "To the patient: a visit cannot take place", "Acerca de su cita",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Estimado/a {{patient.full_name}}:\n\nLo sentimos: su cita con nosotros del {{asked.visit}} no podrá realizarse.\n\n"
                    + "Por favor, llámenos al {{location.phone}} en horario de oficina para acordar otra hora. Si ya hemos hablado con usted, no hace falta que llame."),
                new LetterBlock.ItemList(
                [
                    "Por favor, no venga a esa hora.",
                    "Díganos si necesita un intérprete o ayuda para llegar.",
                ]),
                new LetterBlock.Paragraph("Si se siente peor, no espere a otra cita: llame a su médico. En caso de emergencia, llame al 911."),
                OfTheClinic("Atentamente,"),
            ]),
        new(
            PatientLetterTemplates.Recall, 1, English, "To the patient: time for the next visit", "Time for your next visit",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Dear {{patient.full_name}},\n\nIt is time to plan your next visit with us.\n\n"
                    + "Please call us at {{location.phone}} during office hours, and we will find a time with you. If you have made an appointment already, you need not call."),
                new LetterBlock.ItemList(["Have your insurance card at hand when you call.", "Tell us if you need an interpreter or help with getting here."]),
                new LetterBlock.Paragraph("If you feel unwell, do not wait for an appointment: call your doctor. In an emergency, call 911."),
                OfTheClinic("Sincerely,"),
            ]),
        new(
            PatientLetterTemplates.Recall, 1, Spanish, "To the patient: time for the next visit", "Es hora de su próxima visita",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Estimado/a {{patient.full_name}}:\n\nEs hora de programar su próxima visita con nosotros.\n\n"
                    + "Por favor, llámenos al {{location.phone}} en horario de oficina para acordar una fecha. Si ya tiene una cita, no hace falta que llame."),
                new LetterBlock.ItemList(["Tenga a mano su tarjeta del seguro cuando llame.", "Díganos si necesita un intérprete o ayuda para llegar."]),
                new LetterBlock.Paragraph("Si se siente mal, no espere a una cita: llame a su médico. En caso de emergencia, llame al 911."),
                OfTheClinic("Atentamente,"),
            ]),
        new(
            MissedVisit, 1, English, "To the patient: a visit was missed", "We missed you",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Dear {{patient.full_name}},\n\nWe had time set aside for you, and we missed you.\n\n"
                    + "Please call us at {{location.phone}} during office hours, and we will find another time with you. If you have made an appointment already, you need not call."),
                new LetterBlock.ItemList(["Tell us if something makes it hard to come: we may be able to help.", "Tell us if you need an interpreter or help with getting here."]),
                new LetterBlock.Paragraph("If you feel unwell, do not wait for an appointment: call your doctor. In an emergency, call 911."),
                OfTheClinic("Sincerely,"),
            ]),
        new(
            MissedVisit, 1, Spanish, "To the patient: a visit was missed", "Le esperábamos",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Estimado/a {{patient.full_name}}:\n\nTeníamos una hora reservada para usted y no pudimos verle.\n\n"
                    + "Por favor, llámenos al {{location.phone}} en horario de oficina para acordar otra hora. Si ya tiene una cita, no hace falta que llame."),
                new LetterBlock.ItemList(["Díganos si algo le dificulta venir: quizá podamos ayudarle.", "Díganos si necesita un intérprete o ayuda para llegar."]),
                new LetterBlock.Paragraph("Si se siente mal, no espere a una cita: llame a su médico. En caso de emergencia, llame al 911."),
                OfTheClinic("Atentamente,"),
            ]),
        new(
            ResultsAreIn, 1, English, "To the patient: results are in, please call", "Please call us",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Dear {{patient.full_name}},\n\nThe results that you are waiting for have reached us.\n\n"
                    + "Please call us at {{location.phone}} during office hours to talk about them. If we have spoken with you already, you need not call."),
                new LetterBlock.ItemList(["We cannot tell results to anybody else unless you have told us that we may.", "Tell us if you need an interpreter."]),
                new LetterBlock.Paragraph("If you feel unwell, do not wait for our call: call your doctor. In an emergency, call 911."),
                OfTheClinic("Sincerely,"),
            ]),
        new(
            ResultsAreIn, 1, Spanish, "To the patient: results are in, please call", "Por favor, llámenos",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Estimado/a {{patient.full_name}}:\n\nHemos recibido los resultados que usted espera.\n\n"
                    + "Por favor, llámenos al {{location.phone}} en horario de oficina para hablar de ellos. Si ya hemos hablado con usted, no hace falta que llame."),
                new LetterBlock.ItemList(["No podemos dar resultados a otra persona si usted no nos ha dicho que podemos.", "Díganos si necesita un intérprete."]),
                new LetterBlock.Paragraph("Si se siente mal, no espere nuestra llamada: llame a su médico. En caso de emergencia, llame al 911."),
                OfTheClinic("Atentamente,"),
            ]),
        new(
            ClosingNotice, 1, English, "To the patient: the location closes", "Our office is closing",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Dear {{patient.full_name}},\n\nOur office {{location.name}} is closing. Its last day is {{notice.closing_day}}.\n\n"
                    + "Please call us at {{location.phone}} before then, and tell us where you would like to be seen and where your records are to go."),
                new LetterBlock.ItemList(
                [
                    "If you have an appointment after that day, we will find another place or time with you.",
                    "You may have a copy of your records: ask us how.",
                    "Tell us if you need an interpreter.",
                ]),
                new LetterBlock.Paragraph("If you feel unwell, do not wait: call your doctor. In an emergency, call 911."),
                OfTheClinic("Sincerely,"),
            ]),
        new(
            ClosingNotice, 1, Spanish, "To the patient: the location closes", "Nuestro consultorio cierra",
            [
                .. ToPatient,
                new LetterBlock.Paragraph(
                    "Estimado/a {{patient.full_name}}:\n\nNuestro consultorio {{location.name}} va a cerrar. Su último día es el {{notice.closing_day}}.\n\n"
                    + "Por favor, llámenos al {{location.phone}} antes de esa fecha y díganos dónde desea ser atendido y adónde debemos enviar su expediente."),
                new LetterBlock.ItemList(
                [
                    "Si tiene una cita después de ese día, buscaremos con usted otro lugar u otra hora.",
                    "Usted puede tener una copia de su expediente: pregúntenos cómo.",
                    "Díganos si necesita un intérprete.",
                ]),
                new LetterBlock.Paragraph("Si se siente mal, no espere: llame a su médico. En caso de emergencia, llame al 911."),
                OfTheClinic("Atentamente,"),
            ]),
        new(
            FreeLetter, 1, English, "Free letter", "A letter from our clinic",
            [
                .. ToPatient,
                new LetterBlock.Paragraph("Dear {{patient.full_name}},\n\n"),
                new LetterBlock.Signature("Sincerely,", "{{user.name}}", "{{clinic.name}}"),
            ]),
        new(
            FreeLetter, 1, Spanish, "Free letter", "Una carta de nuestra clínica",
            [
                .. ToPatient,
                new LetterBlock.Paragraph("Estimado/a {{patient.full_name}}:\n\n"),
                new LetterBlock.Signature("Atentamente,", "{{user.name}}", "{{clinic.name}}"),
            ]),
    ];

    /// <summary>Whether another module asks for it, by its own event: it is not chosen by hand, and the machine that drafts it signs for the clinic.</summary>
    public static bool IsAskedFor(string code) => code is PatientLetterTemplates.VisitChanged or PatientLetterTemplates.Recall;

    /// <summary>Whether it goes to a colleague elsewhere.</summary>
    public static bool IsToColleague(string code) => code is OrderQuery or ReferralRequest or Papers or RecordsAnswer || code.StartsWith(ToAColleague + "-", StringComparison.Ordinal);

    /// <summary>Whether it goes to the patient: to who has died none does.</summary>
    public static bool IsToPatient(string code) => !IsToColleague(code) && code != FamilyLetter && !code.StartsWith(ToTheFamily + "-", StringComparison.Ordinal);

    public static string ReaderOf(string code) => IsToColleague(code) ? ToAColleague : IsToPatient(code) ? ToThePatient : ToTheFamily;

    /// <summary>Of a template that staff write.</summary>
    /// <param name="key">Made by the form, so that one that is sent twice writes one template.</param>
    public static string OwnCode(string reader, Guid key) => $"{reader}-{key:N}";

    public static bool IsOwnCode(string code) => Own().IsMatch(code);

    public static string LanguageOf(string? reader) => ReaderLanguage.IsSpanish(reader) ? Spanish : English;

    /// <summary>The built-in one; null when staff wrote it, or nobody has.</summary>
    public static LetterTemplate? BuiltIn(string code, string language) => All.FirstOrDefault(template => template.Code == code && template.Language == language);

    /// <summary>The template that a task most likely asks for.</summary>
    public static string CodeFor(TaskSummary task, OrderAsTranscribed? order) =>
        order is { IsWork: false } ? OrderQuery
        : task.Kind == "schedule" ? AppointmentToSchedule
        : FreeLetter;

    private static LetterBlock.Signature OfTheClinic(string closing) => new(closing, "{{clinic.name}}", "{{location.name}}");

    [GeneratedRegex("^(patient|colleague|family)-[0-9a-f]{32}$")]
    private static partial Regex Own();
}
