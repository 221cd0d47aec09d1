using System.Globalization;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Scheduling.Links;

/// <summary>
/// What the pages behind patients' links say, in the languages that mails and letters are written in. Nothing clinical, no name, not even the kind of visit.
/// </summary>
internal sealed class LinkWords
{
    public static readonly LinkWords English = new()
    {
        Language = "en",
        Culture = CultureInfo.GetCultureInfo("en-US"),
        Times = "dddd, MMMM d, yyyy, h:mm tt",
        NoGood = "This link does not work, or not any more. Nothing was changed just now; if you pressed a button here before, that counts.",
        PleaseCall = "Please call",
        ToTalk = "To talk to us, call",
        NotWatched = "Nobody watches this page for emergencies. In an emergency, call 911.",
        YourAppointment = "Your appointment",
        Come = "I will come",
        OtherTime = "I need another time",
        Cancel = "Cancel my appointment",
        Confirmed = "Thank you. Your appointment is confirmed.",
        Cancelled = "Your appointment is cancelled. Call us whenever you want another.",
        ToCall = "Thank you. We will call you to find another time. Until then the appointment stays as it is.",
        TimeIsFree = "A time has become free",
        KeptUntil = "It is kept for you until",
        MovesYours = "If you take it, the appointment that you wanted earlier is moved to this time.",
        Take = "I take this time",
        Leave = "I do not take it",
        Taken = "Thank you. This time is yours.",
        LeftToOthers = "Thank you for telling us. Nothing else was changed, and you are still on our list.",
        NotKept = "This time is no longer kept for you. You are still on our list.",
        NotKeptToCall = "This time is no longer kept for you. You are still on our list, and we will call you.",
        CallMe = "I wanted it: please call me",
    };

    public static readonly LinkWords Spanish = new()
    {
        Language = "es",
        Culture = CultureInfo.GetCultureInfo("es-US"),
        Times = "dddd d 'de' MMMM 'de' yyyy, h:mm tt",
        NoGood = "Este enlace no funciona, o ya no funciona. Ahora no se ha cambiado nada; si usted ya pulsó un botón aquí, eso vale.",
        PleaseCall = "Por favor, llame a",
        ToTalk = "Para hablar con nosotros, llame al",
        NotWatched = "Nadie vigila esta página para emergencias. En una emergencia, llame al 911.",
        YourAppointment = "Su cita",
        Come = "Sí, voy a ir",
        OtherTime = "Necesito otra hora",
        Cancel = "Cancelar mi cita",
        Confirmed = "Gracias. Su cita está confirmada.",
        Cancelled = "Su cita está cancelada. Llámenos cuando quiera otra.",
        ToCall = "Gracias. Le llamaremos para buscar otra hora. Hasta entonces la cita queda como está.",
        TimeIsFree = "Ha quedado libre una hora",
        KeptUntil = "La guardamos para usted hasta el",
        MovesYours = "Si la toma, la cita que usted quería adelantar pasa a esta hora.",
        Take = "Tomo esta hora",
        Leave = "No la tomo",
        Taken = "Gracias. Esta hora es suya.",
        LeftToOthers = "Gracias por avisarnos. No se ha cambiado nada más, y usted sigue en nuestra lista.",
        NotKept = "Ya no guardamos esta hora para usted. Usted sigue en nuestra lista.",
        NotKeptToCall = "Ya no guardamos esta hora para usted. Usted sigue en nuestra lista, y le llamaremos.",
        CallMe = "La quería: llámenme, por favor",
    };

    /// <summary>As HTML names it.</summary>
    public required string Language { get; init; }

    // Any link.
    public required string NoGood { get; init; }

    public required string PleaseCall { get; init; }

    public required string ToTalk { get; init; }

    public required string NotWatched { get; init; }

    // Of a reminder.
    public required string YourAppointment { get; init; }

    public required string Come { get; init; }

    public required string OtherTime { get; init; }

    public required string Cancel { get; init; }

    public required string Confirmed { get; init; }

    public required string Cancelled { get; init; }

    public required string ToCall { get; init; }

    // Of an offered time.
    public required string TimeIsFree { get; init; }

    public required string KeptUntil { get; init; }

    public required string MovesYours { get; init; }

    public required string Take { get; init; }

    public required string Leave { get; init; }

    public required string Taken { get; init; }

    public required string LeftToOthers { get; init; }

    public required string NotKept { get; init; }

    public required string NotKeptToCall { get; init; }

    public required string CallMe { get; init; }

    private CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    private string Times { get; init; } = "g";

    public string At(Location? location, DateTimeOffset instant) => LocalTime.At(location, instant).ToString(Times, Culture);
}
