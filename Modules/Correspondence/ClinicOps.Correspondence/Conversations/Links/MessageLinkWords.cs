namespace ClinicOps.Correspondence.Conversations.Links;

/// <summary>What the page behind a message's link says, in the languages that mails are written in. Before the second factor nothing of whom it is for.</summary>
internal sealed class MessageLinkWords
{
    public static readonly MessageLinkWords English = new()
    {
        Language = "en",
        Title = "Your message",
        NoGood = "This link does not work, or not any more.",
        PleaseCall = "Please call",
        ToTalk = "To talk to us, call",
        NotWatched = "Nobody watches this page for emergencies. In an emergency, call 911.",
        Ask = "So that nobody else reads it, tell us two things about the patient.",
        BirthDate = "Patient's birth date (month/day/year)",
        Digits = "Last four digits of the phone number that we have",
        Read = "Read the message",
        NotReadable = "Write the birth date as 04/09/1961, and four digits.",
        Wrong = "That is not what we have. Look at both once more, or call us.",
        TooLate = "This page lay open for long. Tell us the two things once more; what you wrote is kept.",
        Locked = "This link is locked, since what was said did not fit several times.",
        Answer = "Your answer",
        Send = "Send the answer",
        Answered = "Thank you. Your answer is with us; somebody reads it on the next working day.",
    };

    public static readonly MessageLinkWords Spanish = new()
    {
        Language = "es",
        Title = "Su mensaje",
        NoGood = "Este enlace no funciona, o ya no funciona.",
        PleaseCall = "Por favor, llame a",
        ToTalk = "Para hablar con nosotros, llame al",
        NotWatched = "Nadie vigila esta página para emergencias. En una emergencia, llame al 911.",
        Ask = "Para que nadie más lo lea, díganos dos datos del paciente.",
        BirthDate = "Fecha de nacimiento del paciente (mes/día/año)",
        Digits = "Últimas cuatro cifras del teléfono que tenemos",
        Read = "Leer el mensaje",
        NotReadable = "Escriba la fecha como 04/09/1961 (mes/día/año), y cuatro cifras.",
        Wrong = "No es lo que tenemos. Revise los dos datos, o llámenos.",
        TooLate = "Esta página estuvo abierta mucho tiempo. Díganos los dos datos otra vez; lo que escribió se conserva.",
        Locked = "Este enlace está bloqueado, porque los datos no coincidieron varias veces.",
        Answer = "Su respuesta",
        Send = "Enviar la respuesta",
        Answered = "Gracias. Tenemos su respuesta; alguien la lee el próximo día laborable.",
    };

    /// <summary>As HTML names it.</summary>
    public required string Language { get; init; }

    public required string Title { get; init; }

    public required string NoGood { get; init; }

    public required string PleaseCall { get; init; }

    public required string ToTalk { get; init; }

    public required string NotWatched { get; init; }

    public required string Ask { get; init; }

    public required string BirthDate { get; init; }

    public required string Digits { get; init; }

    public required string Read { get; init; }

    public required string NotReadable { get; init; }

    public required string Wrong { get; init; }

    public required string TooLate { get; init; }

    public required string Locked { get; init; }

    public required string Answer { get; init; }

    public required string Send { get; init; }

    public required string Answered { get; init; }

    public string? Mistake(string? code) => code switch
    {
        LinkMistake.NotReadable => NotReadable,
        LinkMistake.Wrong => Wrong,
        LinkMistake.TooLate => TooLate,
        _ => null,
    };
}
